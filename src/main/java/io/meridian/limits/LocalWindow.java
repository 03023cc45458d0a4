package io.meridian.limits;

import java.util.Arrays;

/** A sliding window: the current bucket and the sixty before it, and their sum. */
final class LocalWindow implements LocalCounter {
    static final int SPAN = 60;

    private final long width;
    private final long[] buckets = new long[SPAN + 1];
    private long current;
    private long sum;

    LocalWindow(long width) {
        this.width = width;
    }

    /** Every bucket is taken from the sum once, when its place in the ring is needed again. */
    private void roll(long now) {
        long bucket = now / width;
        if (bucket - current > SPAN) {
            Arrays.fill(buckets, 0);
            sum = 0;
            current = bucket;
        }
        while (current < bucket) {
            current++;
            int place = place(current);
            sum -= buckets[place];
            buckets[place] = 0;
        }
    }

    private static int place(long bucket) {
        return (int) (bucket % (SPAN + 1));
    }

    @Override
    public long inUse(long now) {
        roll(now);
        return sum;
    }

    @Override
    public void charge(long now, String hold, long amount) {
        roll(now);
        buckets[place(current)] += amount;
        sum += amount;
    }

    @Override
    public void settle(long now, Hold hold, long charged, long actual) {
        roll(now);
        long delta = actual - charged;
        long held = hold.bucket();
        if (held >= current - SPAN && held <= current) {
            delta = Math.max(delta, -buckets[place(held)]);
            buckets[place(held)] += delta;
            sum += delta;
        } else if (delta > 0) { // its bucket has left: what is owed is owed now, what is due is forgotten
            charge(now, hold.id(), delta);
        }
    }

    @Override
    public long wait(long now, long excess) {
        long freed = 0;
        for (long bucket = Math.max(0, current - SPAN); bucket <= current; bucket++) {
            freed += buckets[place(bucket)];
            if (freed >= excess) {
                return (bucket + SPAN + 1) * width - now;
            }
        }
        return -1;
    }

    @Override
    public boolean isIdle(long now) {
        return now / width - current > SPAN;
    }
}
