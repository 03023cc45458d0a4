package io.meridian.spend;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.meridian.store.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The journal of spend and what brings it into PostgreSQL, as one thing to start and stop. */
public record SpendModule(
        SpendJournal journal, SpendTotals totals, UnopenedHolds holds, RefusedCalls refused, Upkeep upkeep)
        implements AutoCloseable {
    private static final String GAUGE_BYTES = "spend.journal.bytes";
    private static final String GAUGE_OPEN = "spend.journal.open_calls";
    private static final String GAUGE_LAG = "spend.ingest.lag_seconds";

    /** What runs beside the journal and ends with it. */
    public static final class Upkeep {
        private final JournalDirectory directory;
        private final JournalForce force;
        private final @Nullable Ingester ingester;
        private final Optional<RetentionWatch> retention;
        private final MetricRegistry metrics;

        private Upkeep(
                JournalDirectory directory,
                JournalForce force,
                @Nullable Ingester ingester,
                Optional<RetentionWatch> retention,
                MetricRegistry metrics) {
            this.directory = directory;
            this.force = force;
            this.ingester = ingester;
            this.retention = retention;
            this.metrics = metrics;
        }
    }

    /**
     * Adopts what former instances have left; throws if that is damaged or the directory cannot be used.
     *
     * @param reservations who settles what died with those instances
     */
    public static SpendModule create(
            SpendSettings settings,
            Optional<Database> database,
            Reservations reservations,
            Clock clock,
            MetricRegistry metrics) {
        Deque<AutoCloseable> taken = new ArrayDeque<>();
        try {
            return open(settings, database, reservations, clock, metrics, taken);
        } catch (IOException failure) {
            release(taken, failure);
            throw new UncheckedIOException("The spend journal in " + settings.directory() + " cannot be used", failure);
        } catch (RuntimeException | Error failure) {
            release(taken, failure);
            throw failure;
        }
    }

    private static SpendModule open(
            SpendSettings settings,
            Optional<Database> database,
            Reservations reservations,
            Clock clock,
            MetricRegistry metrics,
            Deque<AutoCloseable> taken)
            throws IOException {
        Path data = Files.createDirectories(settings.directory());
        List<Adoption> adoptions = adopt(data, database.isPresent(), taken);
        UUID id = UUID.randomUUID();
        JournalDirectory directory = JournalDirectory.create(data, id);
        taken.push(directory);
        UnopenedHolds holds = UnopenedHolds.create(directory.path());
        SpendJournal journal =
                new SpendJournal(id, settings, database.isEmpty(), new SegmentFiles(directory.path()), metrics);
        taken.push(journal);
        journal.foreignBytes()
                .addAndGet(adoptions.stream().mapToLong(Adoption::bytes).sum());
        JournalForce force = new JournalForce(journal, settings, metrics);
        taken.push(force);
        Ingester ingester = database.map(found -> new Ingester(
                        journal, adoptions, found, ingestion(settings, found, metrics), reservations, settings, clock))
                .orElse(null);
        register(metrics, journal, ingester);
        if (ingester != null) {
            taken.push(ingester);
            ingester.start();
        }
        Optional<RetentionWatch> retention = retention(settings.retention(), database, clock);
        return new SpendModule(
                journal,
                new SpendTotals(journal, database),
                holds,
                new RefusedCalls(journal, mostForRefused(settings, database), clock, metrics),
                new Upkeep(directory, force, ingester, retention, metrics));
    }

    private static Optional<RetentionWatch> retention(
            SpendSettings.Retention settings, Optional<Database> database, Clock clock) {
        return database.flatMap(
                found -> settings.period().map(period -> RetentionWatch.start(found, period, settings.every(), clock)));
    }

    private static List<Adoption> adopt(Path data, boolean drained, Deque<AutoCloseable> taken) throws IOException {
        List<Adoption> adoptions = Adoption.all(data);
        adoptions.forEach(adoption -> taken.push(adoption::release));
        if (!drained) {
            forgetBeyondRing(adoptions);
        }
        return adoptions;
    }

    /** A ring loses its oldest records anyway. */
    private static long mostForRefused(SpendSettings settings, Optional<Database> database) {
        return database.isEmpty() ? Long.MAX_VALUE : settings.maxBytes() / 2;
    }

    private static void register(MetricRegistry metrics, SpendJournal journal, @Nullable Ingester ingester) {
        metrics.registerGauge(GAUGE_BYTES, journal::bytes);
        metrics.registerGauge(GAUGE_OPEN, journal::openCalls);
        if (ingester != null) {
            metrics.registerGauge(
                    GAUGE_LAG, (Gauge<Double>) () -> ingester.lag().toMillis() / 1000.0);
        }
    }

    /** So that a second start in this process, or another instance, finds nothing locked. */
    private static void release(Deque<AutoCloseable> taken, Throwable failure) {
        for (AutoCloseable one : taken) {
            try {
                one.close();
            } catch (Exception further) {
                failure.addSuppressed(further);
            }
        }
    }

    private static Ingestion ingestion(SpendSettings settings, Database database, MetricRegistry metrics) {
        return new Ingestion(
                new SpendLogStore(database, settings.written()),
                new SpendPartitionStore(database),
                new RejectedCalls(settings.directory().resolve("rejected")),
                metrics);
    }

    /** Without a database nobody ever drains them: the newest that fit into the ring stay. */
    private static void forgetBeyondRing(List<Adoption> adoptions) throws IOException {
        long kept = 0;
        for (Adoption adoption : adoptions.reversed()) {
            kept += adoption.bytes();
            if (kept > SpendSettings.RING_BYTES) {
                adoption.discard();
            } else {
                adoption.release();
            }
        }
    }

    /** Ingests what is left; what PostgreSQL does not take in time stays for the next start. */
    @Override
    public void close() {
        try {
            upkeep.retention.ifPresent(RetentionWatch::close);
            upkeep.force.close();
            Ingester ingester = upkeep.ingester;
            boolean done = false;
            try {
                if (ingester != null) {
                    ingester.close();
                    done = ingester.isDrained() && journal.openCalls() == 0 && holds.isEmpty();
                }
            } finally {
                try {
                    journal.close();
                } finally {
                    end(upkeep.directory, done);
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            List.of(GAUGE_BYTES, GAUGE_OPEN, GAUGE_LAG).forEach(upkeep.metrics::remove);
        }
    }

    private static void end(JournalDirectory directory, boolean drained) throws IOException {
        if (drained) {
            directory.delete();
        } else {
            directory.close();
        }
    }
}
