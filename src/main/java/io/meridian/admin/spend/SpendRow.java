package io.meridian.admin.spend;

import io.meridian.api.Usage;
import io.meridian.base.Usd;
import io.meridian.spend.CallStatus;
import io.meridian.spend.CallerFacts;
import io.meridian.spend.TargetFacts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A call as the spend log has it. Immutable. */
record SpendRow(
        String requestId,
        String callId,
        String callType,
        CallerFacts caller,
        TargetFacts target,
        Charged charged,
        Usage usage,
        Times times,
        String metadata) {

    /** How it ended and what it cost; {@code reserved} is the estimate it began with. */
    record Charged(CallStatus status, Usd spend, Usd reserved, boolean usageEstimated) {}

    /** When it began, gave its first token and ended. */
    record Times(Instant started, @Nullable Instant firstToken, Instant ended) {}
}
