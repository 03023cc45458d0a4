package io.meridian.store;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The connection of a pipe, kept up by a thread of its own so that no request ever waits for a handshake. While there
 * is no connection, or the breaker is open, there is none to be had.
 */
final class RedisLine implements AutoCloseable {
    private static final long FIRST_PAUSE = Duration.ofMillis(20).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofSeconds(1).toNanos();
    /** Answers that come one by one, each in time, are no use either. */
    private static final long TRICKLE = Duration.ofSeconds(1).toNanos();

    private static final long TICK = Duration.ofMillis(20).toNanos();

    private final String name;
    private final RedisTarget target;
    private final Duration timeout;
    private final RedisBreaker breaker;
    private final Runnable whenUp;
    private final Thread keeper;
    private final CountDownLatch tried = new CountDownLatch(1);
    private volatile @Nullable RedisConnection connection;
    private volatile @Nullable RedisConnection overdue;
    private volatile long busySince;
    private volatile boolean closed;

    RedisLine(String name, RedisTarget target, Duration timeout, Runnable whenUp) {
        this.name = name;
        this.target = target;
        this.timeout = timeout;
        this.whenUp = whenUp;
        this.breaker = new RedisBreaker(name, System::nanoTime);
        this.keeper = Thread.ofPlatform().daemon().name("redis-line-" + name).unstarted(this::keep);
    }

    void start() {
        keeper.start();
        try {
            var _ = tried.await(LONGEST_PAUSE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Nullable
    RedisConnection connection() {
        return connection;
    }

    boolean isBreakerOpen() {
        return breaker.isOpen();
    }

    void begins() {
        busySince = System.nanoTime() | 1;
    }

    void ends() {
        busySince = 0;
    }

    void answered() {
        breaker.succeeded();
    }

    /** Redis answered that it cannot serve us; its connection is given up once that has become a habit. */
    void refused(RedisConnection at, JedisException failure) {
        breaker.failed(false, String.valueOf(failure.getMessage()));
        if (breaker.isOpen()) {
            drop(at);
        }
    }

    /** Answers that come after their time would be taken for those of later commands. */
    void lost(RedisConnection at, JedisException failure) {
        breaker.failed(isTimeout(failure), String.valueOf(failure.getMessage()));
        drop(at);
    }

    private void drop(RedisConnection at) {
        connection = null;
        disconnect(at);
        LockSupport.unpark(keeper);
    }

    private void keep() {
        long pause = FIRST_PAUSE;
        while (!closed) {
            RedisConnection current = connection;
            if (current != null) {
                pause = FIRST_PAUSE;
                watch(current);
                LockSupport.parkNanos(TICK);
            } else if (connect()) {
                whenUp.run();
            } else {
                pauseFor(breaker.isOpen() ? LONGEST_PAUSE : pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE);
            }
        }
        RedisConnection last = connection;
        if (last != null) {
            disconnect(last);
        }
    }

    private void pauseFor(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !closed; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /**
     * A timer for every read would cost more than the read, so one that waits for too long is ended by taking its
     * socket away. An answer that is here in time is not late only because this process is busy.
     */
    private void watch(RedisConnection current) {
        long since = busySince;
        long busy = since == 0 ? 0 : System.nanoTime() - since;
        if (busy > TRICKLE || (busy > timeout.toNanos() && !current.hasAnswer())) {
            overdue = current;
            disconnect(current);
        }
    }

    /** What a failure on this connection means: the end of a wait looks like any closed socket. */
    JedisException explain(RedisConnection at, JedisException failure) {
        return Objects.equals(overdue, at)
                ? new JedisConnectionException(new SocketTimeoutException("Redis did not answer in time"))
                : failure;
    }

    private boolean connect() {
        RedisConnection fresh = null;
        try {
            fresh = target.connect();
            // a write, because a read-only replica or a full Redis would answer a PING
            fresh.executeCommand(RedisCommand.of(Protocol.Command.SET, name + ":probe", "1", "PX", "1000")
                    .arguments());
            fresh.setTimeoutInfinite();
            breaker.succeeded();
            connection = fresh;
            return true;
        } catch (JedisException failure) {
            breaker.failed(isTimeout(failure), String.valueOf(failure.getMessage()));
            if (fresh != null) {
                disconnect(fresh);
            }
            return false;
        } finally {
            tried.countDown();
        }
    }

    static boolean isTimeout(JedisException failure) {
        return failure instanceof JedisConnectionException && failure.getCause() instanceof SocketTimeoutException;
    }

    private static void disconnect(RedisConnection connection) {
        try {
            connection.forceDisconnect();
        } catch (IOException alreadyGone) {
            // that is what was wanted
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(keeper);
        try {
            keeper.join(Duration.ofNanos(LONGEST_PAUSE));
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
