package io.meridian.spend;

import io.meridian.api.Usage;
import io.meridian.base.Usd;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended and what it cost. {@code requestId} is the upstream's (the call id where there is none),
 * {@code metadata} the text of a JSON object. Immutable.
 */
public record OutcomeFacts(
        String requestId,
        CallStatus status,
        Usage usage,
        boolean usageEstimated,
        Usd cost,
        @Nullable Instant firstTokenAt,
        Instant endedAt,
        String metadata) {}
