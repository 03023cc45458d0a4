package io.meridian.spend;

import io.meridian.api.Usage;
import io.meridian.base.Usd;

/** What is charged for a call during which the gateway died. The estimate is in its row in any case. */
public enum InterruptedSpend {
    NONE,
    PROMPT,
    RESERVED;

    /** The row of a call that was opened and never closed. */
    ClosedCall close(OpenedCall call) {
        Estimate estimate = call.estimate();
        Usd cost = switch (this) {
            case NONE -> Usd.ZERO;
            case PROMPT -> estimate.prompt();
            case RESERVED -> estimate.reserved();
        };
        Usage usage = this == NONE ? Usage.NONE : Usage.of(estimate.promptTokens(), 0);
        // nobody knows when it ended; its start makes the row the same whoever writes it
        return new ClosedCall(
                call,
                call.target(),
                new OutcomeFacts(
                        call.callId(),
                        CallStatus.INTERRUPTED,
                        usage,
                        this != NONE,
                        cost,
                        null,
                        call.startedAt(),
                        "{}"));
    }
}
