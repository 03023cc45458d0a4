package io.meridian.store;

import java.sql.SQLException;
import java.util.function.Supplier;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.internal.exception.FlywaySqlException;

/** Brings the schema to the state this WAR was built with, or says why it cannot serve the schema it found. */
public final class Migrations {
    private static final String LOCATION = "classpath:io/meridian/sql";

    private Migrations() {}

    /** The database cannot be reached at the moment. */
    public static final class Unreachable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreachable(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** The schema is not one this release can serve, and waiting will not make it so. */
    public static final class Unfit extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unfit(String message) {
            super(message);
        }
    }

    /** Runs what is missing under Flyway's lock; instances that start together wait for each other. */
    public static void migrate(DatabaseSettings settings) {
        run(() -> flyway(settings).migrate());
    }

    /**
     * For installations that migrate by a job of their own: the start fails if the schema is older than the WAR. A
     * newer schema is served, because releases only widen it before they narrow it.
     */
    public static void requireCurrent(DatabaseSettings settings) {
        MigrationInfo[] pending = run(() -> flyway(settings).info().pending());
        if (pending.length > 0) {
            throw new Unfit("The schema '%s' is older than this release: it lacks %s, and DISABLE_SCHEMA_UPDATE is set."
                    .formatted(settings.schema(), pending[0].getVersion()));
        }
    }

    private static <T> T run(Supplier<T> work) {
        try {
            return work.get();
        } catch (FlywaySqlException failure) {
            if (isConnectionFailure(failure)) {
                throw new Unreachable(failure);
            }
            throw new Unfit(String.valueOf(failure.getMessage()));
        } catch (FlywayException failure) {
            throw new Unfit(String.valueOf(failure.getMessage()));
        }
    }

    private static boolean isConnectionFailure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && ConnectionFailures.contains(sql)) {
                return true;
            }
        }
        return false;
    }

    private static Flyway flyway(DatabaseSettings settings) {
        FluentConfiguration configuration = Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(
                        settings.directUrl(),
                        settings.user(),
                        settings.password().reveal())
                .schemas(settings.schema())
                .defaultSchema(settings.schema())
                .locations(LOCATION)
                // a schema that a newer release has widened already is not a fault
                .ignoreMigrationPatterns("*:future")
                .validateMigrationNaming(true);
        return configuration.load();
    }
}
