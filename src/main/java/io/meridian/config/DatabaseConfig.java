package io.meridian.config;

import java.time.Duration;
import java.util.Optional;

/** Where PostgreSQL is and how it is used. Immutable. */
public record DatabaseConfig(
        DatabaseAddress primary,
        Optional<DatabaseAddress> direct,
        Optional<DatabaseAddress> readReplica,
        int poolSize,
        Duration poolTimeout,
        String schema,
        boolean migrate) {
    /** Where {@code LISTEN} and migrations connect, past any pooler. */
    public DatabaseAddress forSessions() {
        return direct.orElse(primary);
    }
}
