package io.meridian.model;

import io.meridian.directory.Stamps;
import java.util.Optional;

/** Values that several deployments share, by the name under which they ask for them; the info is JSON. Immutable. */
public record Credential(
        String id, String name, Optional<String> displayName, Values values, String info, Stamps stamps) {}
