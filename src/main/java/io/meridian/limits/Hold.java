package io.meridian.limits;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a granted request has reserved, to be handed back when it ends. Thread-safe. */
public final class Hold {
    static final Hold NONE = new Hold("", new Counters("", List.of(), List.of()), 0, new long[0], true);

    private final String id;
    private final Counters counters;
    private final long bucket;
    private final long[] charged;
    private final boolean local;
    private final AtomicBoolean ended = new AtomicBoolean();

    Hold(String id, Counters counters, long bucket, long[] charged, boolean local) {
        this.id = id;
        this.counters = counters;
        this.bucket = bucket;
        this.charged = charged;
        this.local = local;
    }

    public String id() {
        return id;
    }

    /** For {@link RateLimiter#settle(String, Cost)}; empty if no other process could settle anything. */
    public String reservation() {
        boolean settled = !local && counters.isSettled();
        return settled ? new Reserved(id, counters).text() : "";
    }

    Counters counters() {
        return counters;
    }

    long bucket() {
        return bucket;
    }

    long charged(int index) {
        return charged[index];
    }

    /** Whether this process granted it by itself. */
    boolean isLocal() {
        return local;
    }

    /** True for the first who asks. */
    boolean end() {
        return !counters.limits().isEmpty() && ended.compareAndSet(false, true);
    }
}
