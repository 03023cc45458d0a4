package io.meridian.server;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The requests under way, so that a stop can wait for them and end those that do not. Thread-safe. */
final class RunningCalls {
    private static final Duration GLANCE = Duration.ofMillis(20);

    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    void enter() {
        threads.add(Thread.currentThread());
    }

    void leave() {
        threads.remove(Thread.currentThread());
    }

    /** From now on {@link #isStopping()}; who entered before and was not told so is waited for. */
    void stop() {
        stopping = true;
    }

    /** To be asked after entering: who gets false is seen by {@link #awaitNone}. */
    boolean isStopping() {
        return stopping;
    }

    int now() {
        return threads.size();
    }

    /** Waits until nothing runs any more; false if that took too long. */
    boolean awaitNone(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!threads.isEmpty()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            Thread.sleep(GLANCE);
        }
        return true;
    }

    /** Wakes those that wait, be it for a client that reads nothing. */
    void interrupt() {
        threads.forEach(Thread::interrupt);
    }
}
