package io.meridian.limits;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The answer to {@link RateLimiter#acquire}. Immutable. */
public sealed interface LimitDecision {
    /** Everything asked for is charged; the hold must be settled or released once. */
    record Granted(Hold hold, List<Standing> standings) implements LimitDecision {}

    /**
     * Nothing was charged. Amounts are in the unit of the limit; the time after which the same request will fit is
     * there if there will be one.
     */
    record Refused(Limit limit, long current, long remaining, Optional<Duration> retryAfter, Optional<Instant> resetAt)
            implements LimitDecision {}

    /** A limit that must not be passed unchecked could not be checked. */
    record Unverifiable(Limit limit) implements LimitDecision {}
}
