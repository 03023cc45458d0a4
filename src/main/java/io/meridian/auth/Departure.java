package io.meridian.auth;

import io.meridian.base.Usd;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a key went, at whose hands, and what it had spent in the period that ran. Immutable.
 *
 * @param by the user
 * @param byKey the hash of the key with which they came
 * @param changedBy whom they say they act for
 */
public record Departure(
        Instant at,
        @Nullable String by,
        @Nullable String byKey,
        @Nullable String changedBy,
        Usd spent) {}
