package io.meridian.spend;

import java.nio.file.Path;
import java.time.Duration;

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
        WrittenCalls written) {
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
                WrittenCalls.ALL);
    }

    public SpendSettings withInterrupted(InterruptedSpend policy) {
        return new SpendSettings(
                directory, segmentBytes, maxBytes, forceEvery, ingestEvery, batchRows, policy, drain, written);
    }

    public SpendSettings withForceEvery(Duration pace) {
        return new SpendSettings(
                directory, segmentBytes, maxBytes, pace, ingestEvery, batchRows, interrupted, drain, written);
    }

    public SpendSettings withSizes(long segment, long bound) {
        return new SpendSettings(
                directory, segment, bound, forceEvery, ingestEvery, batchRows, interrupted, drain, written);
    }

    boolean forcesAlways() {
        return forceEvery.isZero();
    }
}
