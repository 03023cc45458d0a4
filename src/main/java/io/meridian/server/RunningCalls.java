package io.meridian.server;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Counts the requests under way, so that a stop can wait for them. Thread-safe. */
final class RunningCalls {
    private static final Duration GLANCE = Duration.ofMillis(20);

    private final LongAdder entered = new LongAdder();
    private final LongAdder left = new LongAdder();

    void enter() {
        entered.increment();
    }

    void leave() {
        left.increment();
    }

    long now() {
        // in this order: reading the later count first can only overstate what is running
        long gone = left.sum();
        return entered.sum() - gone;
    }

    /** Waits until nothing runs any more; false if that took too long. */
    boolean awaitNone(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (now() > 0) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            Thread.sleep(GLANCE);
        }
        return true;
    }
}
