package io.meridian.store;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens after five failures in a row, or when nothing but timeouts happened for two seconds. Thread-safe. */
final class RedisBreaker {
    static final int FAILURES = 5;
    static final Duration TIMEOUTS = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(RedisBreaker.class);

    private final String name;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean clean = true;
    private int failures;
    private volatile boolean open;
    private long firstTimeout;
    private boolean timeouts;

    RedisBreaker(String name, LongSupplier nanoTime) {
        this.name = name;
        this.nanoTime = nanoTime;
    }

    boolean isOpen() {
        return open;
    }

    void failed(boolean timeout, String cause) {
        lock.lock();
        try {
            clean = false;
            failures++;
            long now = nanoTime.getAsLong();
            if (timeout && !timeouts) {
                timeouts = true;
                firstTimeout = now;
            }
            boolean tooLong = timeout && now - firstTimeout >= TIMEOUTS.toNanos();
            if (!open && (failures >= FAILURES || tooLong)) {
                open = true;
                LOG.warn("Redis ({}) is away: {}; it is asked again every second", name, cause);
            }
        } finally {
            lock.unlock();
        }
    }

    void succeeded() {
        if (clean) {
            return;
        }
        lock.lock();
        try {
            clean = true;
            failures = 0;
            timeouts = false;
            if (open) {
                open = false;
                LOG.info("Redis ({}) is back", name);
            }
        } finally {
            lock.unlock();
        }
    }
}
