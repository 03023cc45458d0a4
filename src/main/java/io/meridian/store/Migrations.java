package io.meridian.store;

import io.meridian.base.GatewayException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Brings the schema to the state this WAR was built with, or says why it cannot serve the schema it found. */
public final class Migrations {
    private static final String LOCATION = "classpath:io/meridian/sql";

    private Migrations() {}

    /** Runs what is missing under Flyway's lock; instances that start together wait for each other. */
    public static void migrate(DatabaseSettings settings) {
        flyway(settings).migrate();
    }

    /**
     * For installations that migrate by a job of their own: the start fails if the schema is older than the WAR. A
     * newer schema is served, because releases only widen it before they narrow it.
     */
    public static void requireCurrent(DatabaseSettings settings) {
        MigrationInfo[] pending = flyway(settings).info().pending();
        if (pending.length > 0) {
            throw new GatewayException.NoDatabase(
                    500,
                    "The schema '%s' is older than this release: it lacks %s, and DISABLE_SCHEMA_UPDATE is set."
                            .formatted(settings.schema(), pending[0].getVersion()),
                    null);
        }
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
