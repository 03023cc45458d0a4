package io.meridian.limits;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Renews the leases of all running calls of this process from a thread of its own, until closed. */
final class LeaseRenewal implements AutoCloseable {
    static final Duration LEASE = Duration.ofSeconds(90);
    static final Duration EVERY = Duration.ofSeconds(30);

    private final Runnable renew;
    private final Thread thread;
    private volatile boolean closed;

    LeaseRenewal(Runnable renew) {
        this.renew = renew;
        this.thread = Thread.ofVirtual().name("lease-renewal").start(this::run);
    }

    private void run() {
        long next = System.nanoTime() + EVERY.toNanos();
        while (!closed) {
            long left = next - System.nanoTime();
            if (left > 0) {
                LockSupport.parkNanos(left);
            } else {
                renew.run();
                next = System.nanoTime() + EVERY.toNanos();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
