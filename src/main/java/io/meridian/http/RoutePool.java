package io.meridian.http;

import com.codahale.metrics.Counter;
import io.meridian.http.UpstreamException.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one route. The one used last is used next, so that the others can age and be closed.
 * Thread-safe.
 */
final class RoutePool {
    private final HttpSettings settings;
    private final Watch watch;
    private final Counter stale;
    private final Semaphore permits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<UpstreamConnection> idle = new ArrayDeque<>();
    private boolean closed;

    RoutePool(HttpSettings settings, Watch watch, Counter stale) {
        this.settings = settings;
        this.watch = watch;
        this.stale = stale;
        this.permits = new Semaphore(settings.maxConnectionsPerRoute());
    }

    /** Waits for the right to use a connection; whoever gets it ends with {@link #giveBack} or {@link #release}. */
    void acquire(Deadlines deadlines) throws UpstreamException {
        if (permits.tryAcquire()) {
            return;
        }
        try {
            if (permits.tryAcquire(deadlines.connectNanosLeft(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw UpstreamException.before(Kind.CONNECT, "interrupted while waiting for a connection", interrupted);
        }
        throw UpstreamException.before(Kind.TIMEOUT_CONNECT, "all connections to the upstream are in use", null);
    }

    void release() {
        permits.release();
    }

    /** A connection that is still good, or null. */
    @Nullable
    UpstreamConnection poll() {
        long now = System.nanoTime();
        for (UpstreamConnection candidate = pollLast(); candidate != null; candidate = pollLast()) {
            boolean fresh = candidate.idleNanos(now) < settings.checkAfterIdle().toNanos();
            if (!candidate.outlived(now) && (fresh || candidate.wire().isAlive())) {
                return candidate;
            }
            stale.inc();
            watch.drop(candidate.wire());
        }
        return null;
    }

    private @Nullable UpstreamConnection pollLast() {
        lock.lock();
        try {
            return idle.pollLast();
        } finally {
            lock.unlock();
        }
    }

    void giveBack(UpstreamConnection connection, long idleLimit) {
        if (!connection.idle(System.nanoTime(), idleLimit)) {
            drop(connection);
            return;
        }
        UpstreamConnection surplus = connection;
        lock.lock();
        try {
            if (!closed) {
                idle.addLast(connection);
                surplus = idle.size() > settings.maxIdlePerRoute() ? idle.pollFirst() : null;
            }
        } finally {
            lock.unlock();
        }
        if (surplus != null) {
            watch.drop(surplus.wire());
        }
        release();
    }

    void drop(UpstreamConnection connection) {
        watch.drop(connection.wire());
        release();
    }

    int idle() {
        lock.lock();
        try {
            return idle.size();
        } finally {
            lock.unlock();
        }
    }

    /** Closes what has been idle for too long; their limits differ, so all are looked at. */
    void sweep(long now) {
        Deque<UpstreamConnection> old = new ArrayDeque<>();
        lock.lock();
        try {
            idle.removeIf(connection -> connection.outlived(now) && old.add(connection));
        } finally {
            lock.unlock();
        }
        old.forEach(connection -> watch.drop(connection.wire()));
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            idle.clear();
        } finally {
            lock.unlock();
        }
    }
}
