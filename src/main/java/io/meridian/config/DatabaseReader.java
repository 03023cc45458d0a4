package io.meridian.config;

import io.meridian.base.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out where PostgreSQL is. */
final class DatabaseReader {
    private final Section environment;
    private final Section general;

    DatabaseReader(Section environment, Section general) {
        this.environment = environment;
        this.general = general;
    }

    Optional<DatabaseConfig> read() {
        Optional<DatabaseUrl> url = url(environment, DatabaseKeys.URL)
                .or(() -> url(general, GeneralKeys.DATABASE_URL))
                .or(this::fromParts);
        Optional<DatabaseUrl> direct = url(environment, DatabaseKeys.DIRECT);
        Optional<DatabaseUrl> replica = url(environment, DatabaseKeys.REPLICA);
        return url.map(primary -> new DatabaseConfig(
                primary.address(),
                direct.map(DatabaseUrl::address),
                replica.map(DatabaseUrl::address),
                general.find(GeneralKeys.POOL_SIZE).or(primary::poolSize).orElseGet(GeneralKeys.POOL_SIZE::fallback),
                general.find(GeneralKeys.POOL_TIMEOUT)
                        .or(() -> primary.poolTimeoutSeconds().map(Duration::ofSeconds))
                        .orElseGet(GeneralKeys.POOL_TIMEOUT::fallback),
                schema(),
                !environment.get(DatabaseKeys.NO_MIGRATION)));
    }

    private Optional<DatabaseUrl> url(Section section, Setting<Secret> setting) {
        return section.find(setting).flatMap(secret -> {
            try {
                DatabaseUrl url = DatabaseUrl.parse(secret.reveal());
                if (url.unknownParameters()) {
                    // not named: behind an unescaped character it may be a piece of the password
                    section.report().warn(section.path(setting.name()), "holds a parameter that is ignored");
                }
                return Optional.of(url);
            } catch (Unreadable e) {
                section.problem(setting, e.text());
                return Optional.empty();
            }
        });
    }

    private Optional<DatabaseUrl> fromParts() {
        if (environment.has(DatabaseKeys.URL) || general.has(GeneralKeys.DATABASE_URL)) {
            return Optional.empty();
        }
        return environment.find(DatabaseKeys.HOST).map(host -> {
            String user = environment
                    .find(DatabaseKeys.USER)
                    .or(() -> environment.find(DatabaseKeys.USERNAME))
                    .orElse("");
            if (user.isEmpty()) {
                environment.problem(DatabaseKeys.USER, "is needed with " + DatabaseKeys.HOST.name());
            }
            return new DatabaseUrl(
                    new DatabaseAddress(
                            List.of(new HostPort(host, environment.get(DatabaseKeys.PORT))),
                            environment.find(DatabaseKeys.NAME).orElse(user),
                            user,
                            environment.find(DatabaseKeys.PASSWORD).orElseGet(() -> new Secret("")),
                            Map.of(),
                            false),
                    Optional.empty(),
                    Optional.empty(),
                    false);
        });
    }

    private String schema() {
        String schema = environment.get(DatabaseKeys.SCHEMA);
        if (!schema.matches("[a-z_][a-z0-9_]{0,62}")) {
            environment.problem(DatabaseKeys.SCHEMA, "must be small letters, digits and underscores");
        }
        if (schema.equals("public") || schema.startsWith("pg_") || schema.equals("information_schema")) {
            environment.problem(DatabaseKeys.SCHEMA, "must be a schema of our own");
        }
        return schema;
    }
}
