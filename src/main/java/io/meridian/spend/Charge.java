package io.meridian.spend;

import java.time.Instant;

/**
 * A total a call is booked on: of one key, team, ... in the period that was running when the call was opened.
 * Immutable.
 */
public record Charge(String scope, String id, Instant periodStart) {}
