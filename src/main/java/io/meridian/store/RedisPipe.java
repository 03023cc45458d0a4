package io.meridian.store;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.MetricRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * One connection that carries the commands of all threads: a single thread writes what has gathered while it waited for
 * the last answers, so that concurrent requests share a write and a read. It is a virtual one, as its callers are: they
 * hand over without waking anybody. Thread-safe.
 */
public final class RedisPipe implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMillis(50);
    /** Small enough to fit a socket's buffer, so that a stopped Redis blocks a read and not a write. */
    private static final int BATCH = 128;

    private static final int UNANSWERED_SENDS = 10_000;

    private final Queue<RedisCall> queue = new ConcurrentLinkedQueue<>();
    private final Deque<RedisCall> kept = new ArrayDeque<>();
    private final AtomicInteger sends = new AtomicInteger();
    private final RedisLine line;
    private final Thread thread;
    private final Histogram batches;
    private final Counter timeouts;
    private final Counter errors;
    private final Counter dropped;
    private volatile boolean asleep;
    private volatile boolean closed;

    private RedisPipe(String name, RedisTarget target, Duration timeout, MetricRegistry metrics) {
        thread = Thread.ofVirtual().name("redis-pipe-" + name).unstarted(this::run);
        line = new RedisLine(name, target, timeout, () -> LockSupport.unpark(thread));
        String prefix = "redis." + name + ".";
        batches = metrics.histogram(prefix + "batch");
        timeouts = metrics.counter(prefix + "timeouts");
        errors = metrics.counter(prefix + "errors");
        dropped = metrics.counter(prefix + "dropped");
        metrics.gauge(prefix + "breaker", () -> () -> line.isBreakerOpen() ? 1 : 0);
        metrics.gauge(prefix + "unanswered", () -> sends::get);
    }

    /** Tries to connect for at most a second; without success the pipe goes on trying in the background. */
    public static RedisPipe open(String name, RedisTarget target, MetricRegistry metrics) {
        return open(name, target, TIMEOUT, metrics);
    }

    /** With a time-out of one's own, for tests on slow machines. */
    public static RedisPipe open(String name, RedisTarget target, Duration timeout, MetricRegistry metrics) {
        RedisPipe pipe = new RedisPipe(name, target, timeout, metrics);
        pipe.line.start();
        pipe.thread.start();
        return pipe;
    }

    /**
     * Waits for the answer; never repeated. It fails a glance of the line's keeper after the timeout at the latest, or
     * after a second if what is asked before it is answered in drops.
     */
    public Optional<Object> call(RedisCommand command) {
        if (line.connection() == null || closed) {
            throw notSent();
        }
        RedisCall call = RedisCall.awaited(command);
        enqueue(call);
        if (closed) {
            call.fail(new RedisUnavailable("Closing", true, null)); // nobody may be there to take it
        }
        return Optional.ofNullable(call.await());
    }

    /**
     * Nobody waits. While Redis is away the command is kept in a bounded queue, beyond which it is dropped and counted;
     * one in doubt is sent again, so executing it twice must do no harm, or it is {@linkplain
     * RedisCommand#tellingRepetition() told} of it.
     */
    public void send(RedisCommand command) {
        send(command, RedisCall.NOTHING);
    }

    /**
     * As {@link #send(RedisCommand)}.
     *
     * @param whenAnswered run on the pipe's own thread once the command is executed; never, if it is dropped
     */
    public void send(RedisCommand command, Runnable whenAnswered) {
        if (sends.incrementAndGet() > UNANSWERED_SENDS || closed) {
            sends.decrementAndGet();
            dropped.inc();
            return;
        }
        enqueue(RedisCall.sent(command, whenAnswered));
    }

    /** Makes scripts known ahead of their first use. */
    public void prepare(RedisScript... scripts) {
        for (RedisScript script : scripts) {
            send(RedisCommand.load(script));
        }
    }

    public boolean isUp() {
        return line.connection() != null;
    }

    private void enqueue(RedisCall call) {
        queue.add(call);
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // the yield makes batches larger; nothing relies on it
    private void run() {
        List<RedisCall> batch = new ArrayList<>(BATCH);
        while (!closed || !queue.isEmpty()) {
            batch.clear();
            RedisConnection connection = line.connection();
            if (connection != null) {
                gather(kept, batch);
            }
            gather(queue, batch);
            if (batch.isEmpty()) {
                sleep(connection);
            } else if (connection == null) {
                setAside(batch, notSent());
            } else {
                batches.update(batch.size());
                exchange(connection, batch, true);
                if (batch.size() > 1) {
                    // those who were answered go first: they and their neighbours fill the next batch
                    Thread.yield();
                }
            }
        }
        line.close();
    }

    private static void gather(Queue<RedisCall> from, List<RedisCall> batch) {
        while (batch.size() < BATCH) {
            RedisCall next = from.poll();
            if (next == null) {
                return;
            }
            batch.add(next);
        }
    }

    private void sleep(@Nullable RedisConnection connection) {
        asleep = true;
        if (queue.isEmpty() && !closed && (kept.isEmpty() || Objects.equals(line.connection(), connection))) {
            LockSupport.park(this);
        }
        asleep = false;
    }

    private void exchange(RedisConnection connection, List<RedisCall> batch, boolean mayLoad) {
        List<Object> replies = new ArrayList<>(batch.size());
        @Nullable JedisException failure = null;
        try {
            line.begins();
            for (RedisCall call : batch) {
                connection.sendCommand(call.command().arguments());
            }
            while (replies.size() < batch.size()) {
                replies.add(read(connection));
            }
        } catch (JedisException lost) {
            failure = line.explain(connection, lost);
        } catch (RuntimeException unexpected) {
            failure = new JedisConnectionException(unexpected); // whatever it was, no caller may be left waiting
        } finally {
            line.ends();
        }
        if (failure != null) {
            line.lost(connection, failure);
        }
        hand(connection, batch, replies, mayLoad);
        if (failure != null) {
            giveUp(batch.subList(replies.size(), batch.size()), failure);
        }
    }

    private static Object read(RedisConnection connection) {
        try {
            Object reply = connection.getOne();
            return reply == null ? Absent.REPLY : reply;
        } catch (JedisDataException error) {
            return error;
        }
    }

    private void hand(RedisConnection connection, List<RedisCall> batch, List<Object> replies, boolean mayLoad) {
        List<RedisCall> again = new ArrayList<>(0);
        for (int i = 0; i < replies.size(); i++) {
            RedisCall call = batch.get(i);
            Object reply = replies.get(i);
            if (reply instanceof JedisNoScriptException && mayLoad) {
                again.add(call);
            } else if (reply instanceof JedisDataException error) {
                errors.inc();
                line.refused(connection, error);
                end(call, new RedisUnavailable("Redis refused: " + error.getMessage(), true, error));
            } else {
                line.answered();
                if (call.isAwaited()) {
                    call.answer(reply == Absent.REPLY ? null : reply);
                } else {
                    sends.decrementAndGet();
                    call.executed();
                }
            }
        }
        if (!again.isEmpty() && Objects.equals(line.connection(), connection)) {
            reload(connection, again);
        } else {
            setAside(again, notSent());
        }
    }

    /** Redis forgot its scripts; what it did not know it did not execute, so this is no repetition. */
    private void reload(RedisConnection connection, List<RedisCall> calls) {
        List<RedisCall> withScripts = new ArrayList<>();
        calls.stream()
                .flatMap(call -> call.command().script().stream())
                .distinct()
                .forEach(script -> {
                    sends.incrementAndGet();
                    withScripts.add(RedisCall.sent(RedisCommand.load(script), RedisCall.NOTHING));
                });
        withScripts.addAll(calls);
        exchange(connection, withScripts, false);
    }

    private void giveUp(List<RedisCall> unanswered, JedisException failure) {
        if (RedisLine.isTimeout(failure)) {
            timeouts.inc();
        }
        setAside(unanswered, new RedisUnavailable("Redis did not answer", true, failure));
        // what waits behind them has waited as long, and was never sent
        List<RedisCall> behind = new ArrayList<>();
        for (RedisCall next = queue.poll(); next != null; next = queue.poll()) {
            behind.add(next);
        }
        setAside(behind, notSent());
    }

    private void setAside(List<RedisCall> calls, RedisUnavailable why) {
        for (RedisCall call : calls) {
            if (call.isAwaited()) {
                call.fail(why);
            } else {
                kept.add(why.inDoubt() ? call.again() : call);
            }
        }
    }

    private void end(RedisCall call, RedisUnavailable why) {
        if (call.isAwaited()) {
            call.fail(why);
        } else {
            sends.decrementAndGet();
            dropped.inc();
        }
    }

    private static RedisUnavailable notSent() {
        return new RedisUnavailable("Redis is away", false, null);
    }

    /** What is queued is still sent if Redis is there. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(Duration.ofSeconds(2));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private enum Absent {
        REPLY
    }
}
