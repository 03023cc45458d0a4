package io.meridian.config;

import java.nio.file.Path;
import java.time.Duration;

/** Where the spend journal lies, how often it is forced to disk (zero: always) and how large it may grow. Immutable. */
public record JournalConfig(Path directory, Duration forceInterval, long maxBytes, InterruptedSpend interruptedSpend) {
    /** What a call costs that was opened and never closed. */
    public enum InterruptedSpend {
        NONE,
        PROMPT,
        RESERVED
    }

    public boolean forceAlways() {
        return forceInterval.isZero();
    }
}
