package io.meridian.limits;

import java.time.Duration;

/** The money a period has spent: what the ledger knew, what was settled since, and what running calls reserve. */
final class LocalSpent implements LocalCounter {
    private static final long KEPT = Duration.ofHours(1).toMillis();

    private long base;
    private long settled;
    private long reserved;
    private long seenAt;
    private long touchedAt;

    LocalSpent(long base, long now) {
        this.base = base;
        this.seenAt = now;
        this.touchedAt = now;
    }

    /** When the ledger was last asked. */
    long seenAt() {
        return seenAt;
    }

    /** What others spent since shows in the ledger, what we did perhaps not yet: the sum never goes back. */
    void refresh(long ledger, long now) {
        base = Math.max(ledger, base + settled);
        settled = 0;
        seenAt = now;
    }

    @Override
    public long inUse(long now) {
        return base + settled + reserved;
    }

    @Override
    public long share(long max, int instances) {
        return base + Math.ceilDiv(max - base, instances);
    }

    @Override
    public void charge(long now, String hold, long amount) {
        reserved += amount;
        touchedAt = now;
    }

    @Override
    public void settle(long now, Hold hold, long charged, long actual) {
        reserved -= charged;
        settled += actual;
        touchedAt = now;
    }

    @Override
    public boolean isIdle(long now) {
        return reserved == 0 && now - touchedAt > KEPT;
    }
}
