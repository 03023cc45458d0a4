package io.meridian.server;

import io.meridian.store.DatabaseSettings;
import io.meridian.store.Migrations;
import java.time.Duration;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schema up to date at start. A database that is away is waited for in the background, so that liveness is
 * up and readiness can say what is missing; a schema that does not fit ends the start. Thread-safe.
 */
final class SchemaUpdate implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaUpdate.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final DatabaseSettings settings;
    private final boolean migrates;
    private final Thread retries;
    private volatile boolean done;

    private SchemaUpdate(DatabaseSettings settings, boolean migrates) {
        this.settings = settings;
        this.migrates = migrates;
        this.retries = Thread.ofVirtual().name("schema-update").unstarted(this::retry);
    }

    static SchemaUpdate start(DatabaseSettings settings, boolean migrates) {
        SchemaUpdate update = new SchemaUpdate(settings, migrates);
        if (!update.attempt()) {
            update.retries.start();
        }
        return update;
    }

    boolean isDone() {
        return done;
    }

    @Override
    public void close() {
        retries.interrupt();
        if (retries.getState() == Thread.State.NEW) {
            return;
        }
        try {
            if (retries.isAlive()) {
                retries.join(LONGEST_PAUSE);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** False if the database could not be reached. */
    private boolean attempt() {
        try {
            if (migrates) {
                Migrations.migrate(settings);
            } else {
                Migrations.requireCurrent(settings);
            }
            done = true;
            return true;
        } catch (Migrations.Unreachable unreachable) {
            LOG.warn("PostgreSQL cannot be reached yet and will be tried again: {}", oneLine(unreachable));
            return false;
        }
    }

    private void retry() {
        Duration pause = FIRST_PAUSE;
        try {
            do {
                Thread.sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            } while (!attempt());
            LOG.info("PostgreSQL is there, and its schema is up to date.");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (Migrations.Unfit unfit) {
            LOG.error("The schema does not fit this release; the gateway stays unready: {}", oneLine(unfit));
        }
    }

    /** What the library writes as a table, for a log that is read line by line. */
    static String oneLine(Throwable failure) {
        return String.valueOf(failure.getMessage())
                .lines()
                .map(line -> line.strip().replaceAll("\\s+", " "))
                .filter(line -> !line.isEmpty() && !line.matches("-+"))
                .collect(Collectors.joining("; "));
    }
}
