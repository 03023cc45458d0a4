package io.meridian.spend;

import io.meridian.store.Database;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that brings the running journal and the abandoned ones into PostgreSQL, every second. */
final class Ingester implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ingester.class);

    private final SpendJournal journal;
    private final JournalTail tail;
    private final Deque<Adoption> adoptions;
    private final SpendLogStore log;
    private final Ingestion ingestion;
    private final Reservations reservations;
    private final SpendSettings settings;
    private final Clock clock;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    private @Nullable IngestBatch unfinished;
    private boolean failing;
    private volatile boolean drained;
    private volatile long caughtUp = System.nanoTime();

    Ingester(
            SpendJournal journal,
            List<Adoption> adoptions,
            Database database,
            Ingestion ingestion,
            Reservations reservations,
            SpendSettings settings,
            Clock clock) {
        this.journal = journal;
        this.tail = new JournalTail(journal, settings.batchRows(), ingestion);
        this.adoptions = new ArrayDeque<>(adoptions);
        this.log = new SpendLogStore(database, settings.written());
        this.ingestion = ingestion;
        this.reservations = reservations;
        this.settings = settings;
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name("spend-ingest").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** How long ago PostgreSQL had all that was closed by then. */
    Duration lag() {
        return Duration.ofNanos(System.nanoTime() - caughtUp);
    }

    /** Whether PostgreSQL has all; meaningful once this is closed. */
    boolean isDrained() {
        return drained;
    }

    private void run() {
        try {
            do {
                advance();
            } while (!stop.await(settings.ingestEvery().toMillis(), TimeUnit.MILLISECONDS));
            long deadline = System.nanoTime() + settings.drain().toNanos();
            while (!advance() && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** True if nothing is left to do. */
    private boolean advance() {
        try {
            ingestion.prepare(clock.instant());
            ingestRunning();
            drainAbandoned();
            failing = false;
            drained = true;
            return true;
        } catch (Throwable failure) { // also an Error: without this thread the journal would only grow
            if (!failing) {
                LOG.error("Spend cannot be written to PostgreSQL; it stays in the journal.", failure);
            }
            failing = true;
            drained = false;
            return false;
        }
    }

    private void ingestRunning() throws SQLException {
        for (; ; ) {
            if (unfinished == null) {
                Optional<IngestBatch> next = tail.next();
                if (next.isEmpty()) {
                    caughtUp = System.nanoTime();
                    return;
                }
                unfinished = next.get();
            }
            ingestion.ingest(unfinished);
            unfinished = null;
            tail.committed();
        }
    }

    private void drainAbandoned() throws SQLException, IOException {
        while (!adoptions.isEmpty()) {
            Adoption adoption = adoptions.getFirst();
            adoption.drain(log, ingestion, settings, reservations);
            adoptions.removeFirst();
            journal.foreignBytes().addAndGet(-adoption.bytes());
        }
    }

    /** Ingests what is left, for as long as the settings allow. */
    @Override
    public void close() throws IOException {
        stop.countDown();
        try {
            thread.join(settings.drain().plusSeconds(1));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        for (Adoption adoption : adoptions) {
            adoption.release();
        }
    }
}
