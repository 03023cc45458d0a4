package io.meridian.limits;

/** A counter of {@link LocalSlidingWindow}, which guards it. */
sealed interface LocalCounter permits LocalWindow, LocalLeases, LocalSpent {
    /** What is in use at this instant. */
    long inUse(long now);

    /** What this instance may use in all if it is one of so many. */
    default long share(long max, int instances) {
        return Math.ceilDiv(max, instances);
    }

    void charge(long now, String hold, long amount);

    /** Replaces what was charged in a bucket by what was used. */
    void settle(long now, Hold hold, long charged, long actual);

    /** In how many milliseconds that much will have become free, or -1. */
    default long wait(long now, long excess) {
        return -1;
    }

    /** Whether forgetting it would change nothing. */
    boolean isIdle(long now);
}
