package io.meridian.spend;

import java.time.Instant;
import java.util.List;

/**
 * A call about to be made, and the totals it will be booked on. {@code reservation} is for {@link Reservations} and
 * may be empty. Immutable.
 */
public record OpenedCall(
        String callId,
        String callType,
        CallerFacts caller,
        TargetFacts target,
        List<Charge> charges,
        Estimate estimate,
        boolean priced,
        Instant startedAt,
        String reservation) {
    public OpenedCall {
        charges = List.copyOf(charges);
    }
}
