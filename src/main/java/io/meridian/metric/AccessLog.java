package io.meridian.metric;

import com.codahale.metrics.Meter;
import com.codahale.metrics.MetricRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each request, served or refused. Callers only hand over; a thread of the log's own writes in batches.
 * When that thread cannot follow, lines are dropped and counted, for requests matter more than their log. Safe for use
 * by many threads.
 */
public final class AccessLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final int BATCH = 256;
    private static final long PAUSE = Duration.ofMillis(10).toNanos();
    private static final long IDLE_PAUSE = Duration.ofSeconds(5).toNanos();
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    /** So many empty looks in a row, and the thread sleeps until it is woken. */
    private static final int IDLE_LOOKS = 100;

    private final OutputStream out;
    private final Clock clock;
    private final int capacity;
    private final Meter dropped;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(64 * 1024);
    private final AccessLineWriter lines = new AccessLineWriter(buffer);
    private final Queue<Entry> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Thread writer;
    // of the writer alone: one complaint for each time the stream begins to fail
    private boolean failing;
    private volatile boolean asleep;
    private volatile boolean closed;

    private record Entry(long epochMillis, AccessLine line) {}

    private AccessLog(OutputStream out, Clock clock, int capacity, MetricRegistry metrics) {
        this.out = out;
        this.clock = clock;
        this.capacity = capacity;
        this.dropped = metrics.meter("access_log.dropped");
        this.writer = Thread.ofPlatform().name("access-log").daemon().unstarted(this::run);
    }

    /** A log that writes to this stream, which it flushes but does not close. */
    public static AccessLog open(OutputStream out, Clock clock, int capacity, MetricRegistry metrics) {
        AccessLog log = new AccessLog(out, clock, capacity, metrics);
        log.writer.start();
        return log;
    }

    /** Hands a line over; never waits. */
    public void write(AccessLine line) {
        if (closed || waiting.get() >= capacity) {
            dropped.mark();
            return;
        }
        waiting.incrementAndGet();
        queue.add(new Entry(clock.millis(), line));
        // waking a thread costs more than all the rest, so a busy writer is left to find the line by itself
        if (asleep) {
            LockSupport.unpark(writer);
        }
    }

    /** Lines lost so far. */
    public long dropped() {
        return dropped.getCount();
    }

    /** Writes what was handed over; later lines are dropped. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(writer);
        try {
            if (!writer.join(LAST_WORDS)) {
                LOG.warn("The access log could not write its last {} lines", waiting.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        int emptyLooks = 0;
        while (true) {
            // read before the queue: what was handed over before closing is then seen
            boolean last = closed;
            if (drain()) {
                emptyLooks = 0;
            } else if (last) {
                return;
            } else {
                emptyLooks++;
                pause(emptyLooks > IDLE_LOOKS);
            }
        }
    }

    private void pause(boolean idle) {
        if (!idle) {
            LockSupport.parkNanos(this, PAUSE);
            return;
        }
        asleep = true;
        if (queue.isEmpty() && !closed) {
            LockSupport.parkNanos(this, IDLE_PAUSE);
        }
        asleep = false;
    }

    /** Whether there was anything to write. */
    private boolean drain() {
        int taken = 0;
        buffer.reset();
        try {
            Entry entry = queue.poll();
            while (entry != null) {
                taken++;
                lines.write(entry.epochMillis(), entry.line());
                entry = taken < BATCH ? queue.poll() : null;
            }
            if (taken > 0) {
                buffer.writeTo(out);
                out.flush();
                failing = false;
            }
        } catch (IOException | RuntimeException e) {
            // a full disk must end neither the log nor the gateway
            if (!failing) {
                LOG.warn("Lines of the access log are lost", e);
            }
            failing = true;
            dropped.mark(taken);
        } finally {
            waiting.addAndGet(-taken);
        }
        return taken > 0;
    }
}
