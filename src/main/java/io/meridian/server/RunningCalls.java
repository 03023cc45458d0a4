package io.meridian.server;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The requests under way, so that a stop can wait for them and end those that do not. Thread-safe. */
final class RunningCalls {
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private volatile boolean stopping;

    void enter() {
        threads.add(Thread.currentThread());
    }

    /** The last thing a request does: what it had to book and to log is done. */
    void leave() {
        threads.remove(Thread.currentThread());
        // nobody waits before a stop, and a request that does not see it was gone when the waiting began
        if (stopping) {
            lock.lock();
            try {
                left.signalAll();
            } finally {
                lock.unlock();
            }
        }
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

    /** After a stop: waits until nothing runs any more; false if that took too long. */
    boolean awaitNone(Duration patience) throws InterruptedException {
        long remaining = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (!threads.isEmpty() && remaining > 0) {
                remaining = left.awaitNanos(remaining);
            }
            return threads.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Wakes those that wait, be it for a client that reads nothing. */
    void interrupt() {
        threads.forEach(Thread::interrupt);
    }
}
