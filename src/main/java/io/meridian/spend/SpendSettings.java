package io.meridian.spend;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the journal lives and how much it may take. A {@code forceEvery} of zero forces every record to the disk
 * before the call goes on.
 */
public record SpendSettings(
        Path directory,
        long segmentBytes,
        long maxBytes,
        Duration forceEvery,
        Duration ingestEvery,
        int batchRows,
        InterruptedSpend interrupted,
        Duration drain,
        WrittenCalls written,
        Retention retention) {
    /** How long rows are kept, for ever if not said, and how often somebody looks for older ones. */
    public record Retention(Optional<Duration> period, Duration every) {
        public static final Retention FOR_EVER = new Retention(Optional.empty(), Duration.ofDays(1));
    }

    /** What the journal may take where no database will ever empty it. */
    static final long RING_BYTES = 64L << 20;

    private static final long SMALLEST_SEGMENT = 256L << 10;

    public SpendSettings {
        if (segmentBytes < SMALLEST_SEGMENT || maxBytes < 2 * segmentBytes) {
            throw new IllegalArgumentException("A segment has at least 256 KiB, and the journal two segments.");
        }
        if (batchRows < 1) {
            throw new IllegalArgumentException("A batch has at least one row.");
        }
    }

    public static SpendSettings in(Path directory) {
        return new SpendSettings(
                directory,
                16L << 20,
                1L << 30,
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                10_000,
                InterruptedSpend.NONE,
                Duration.ofSeconds(10),
                WrittenCalls.ALL,
                Retention.FOR_EVER);
    }

    public SpendSettings withInterrupted(InterruptedSpend policy) {
        return new SpendSettings(
                directory,
                segmentBytes,
                maxBytes,
                forceEvery,
                ingestEvery,
                batchRows,
                policy,
                drain,
                written,
                retention);
    }

    public SpendSettings withForceEvery(Duration pace) {
        return new SpendSettings(
                directory,
                segmentBytes,
                maxBytes,
                pace,
                ingestEvery,
                batchRows,
                interrupted,
                drain,
                written,
                retention);
    }

    SpendSettings withRetention(Retention kept) {
        return new SpendSettings(
                directory,
                segmentBytes,
                maxBytes,
                forceEvery,
                ingestEvery,
                batchRows,
                interrupted,
                drain,
                written,
                kept);
    }

    public SpendSettings withSizes(long segment, long bound) {
        return new SpendSettings(
                directory, segment, bound, forceEvery, ingestEvery, batchRows, interrupted, drain, written, retention);
    }

    boolean forcesAlways() {
        return forceEvery.isZero();
    }
}
