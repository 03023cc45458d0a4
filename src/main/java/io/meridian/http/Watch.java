package io.meridian.http;

import com.codahale.metrics.Counter;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Knows every open wire and closes those whose call has run out of time. Reads end by their own timeouts; this one
 * thread for all ends what has none: blocked writes, handshakes and records that trickle. Thread-safe.
 */
final class Watch implements AutoCloseable {
    private static final long PERIOD_MILLIS = 100;

    private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thread;
    private final ScheduledFuture<?> rounds;
    private final Counter created;
    private final Runnable alsoEachRound;

    Watch(Counter created, Runnable alsoEachRound) {
        this.created = created;
        this.alsoEachRound = alsoEachRound;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("upstream-watch").daemon().factory());
        this.rounds = thread.scheduleWithFixedDelay(this::round, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    Wire newWire() throws IOException {
        Wire wire = new Wire();
        wires.add(wire);
        created.inc();
        return wire;
    }

    void drop(@Nullable Wire wire) {
        if (wire != null) {
            wire.close();
            wires.remove(wire);
        }
    }

    int open() {
        return wires.size();
    }

    private void round() {
        long now = System.nanoTime();
        for (Wire wire : wires) {
            wire.expireIfOverdue(now);
        }
        alsoEachRound.run();
    }

    @Override
    public void close() {
        rounds.cancel(false);
        thread.shutdownNow();
        wires.forEach(this::drop);
    }
}
