package io.meridian.spend;

import java.time.Instant;
import java.util.List;

/** A call about to be made, and the totals it will be booked on. Immutable. */
public record OpenedCall(
        String callId,
        String callType,
        CallerFacts caller,
        TargetFacts target,
        List<Charge> charges,
        Estimate estimate,
        boolean priced,
        Instant startedAt) {
    public OpenedCall {
        charges = List.copyOf(charges);
    }
}
