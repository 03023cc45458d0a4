package io.meridian.directory;

import java.util.Optional;

/** Whom a single call is made for, by the name the client gave, and what holds for them. Immutable. */
public record EndUser(String id, Optional<Customer> customer, Optional<Budget> budget) {}
