package io.meridian.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what happens on other threads: looks again and again, and gives up at a deadline. Stateless. */
public final class Await {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration GLANCE = Duration.ofMillis(5);

    private Await() {}

    /** Returns when the condition holds; fails with these words if it does not within 15 seconds. */
    public static void until(String expectation, Callable<Boolean> condition) {
        until(PATIENCE, expectation, condition);
    }

    public static void until(Duration patience, String expectation, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("Waited " + patience.toMillis() + " ms in vain until " + expectation);
            }
            LockSupport.parkNanos(GLANCE.toNanos());
        }
    }

    private static boolean holds(Callable<Boolean> condition) {
        try {
            return condition.call();
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }
}
