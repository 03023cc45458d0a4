package io.meridian.server;

import com.codahale.metrics.MetricRegistry;
import io.meridian.config.DatabaseConfig;
import io.meridian.config.GatewayConfig;
import io.meridian.config.Roles;
import io.meridian.observe.Readiness;
import io.meridian.store.ChangeFollower;
import io.meridian.store.Database;
import io.meridian.store.DatabaseSettings;
import io.meridian.store.Heartbeat;
import io.meridian.store.RedisPipe;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** PostgreSQL and Redis, as far as the configuration has them. */
record Stores(
        Optional<Database> database,
        Optional<RedisPipe> redis,
        Optional<SchemaUpdate> schema,
        Optional<ChangeFollower> changes,
        IntSupplier liveInstances) {

    /** How late a change is seen at the most, if its notification is lost. */
    private static final Duration POLL = Duration.ofSeconds(1);

    static Stores open(GatewayConfig config, String version, MetricRegistry metrics, Closing closing) {
        Optional<RedisPipe> redis = config.redis()
                .map(found -> closing.add(RedisPipe.open("limits", ModuleSettings.redis(found), metrics)));
        if (config.database().isEmpty()) {
            return new Stores(Optional.empty(), redis, Optional.empty(), Optional.empty(), () -> 1);
        }
        DatabaseConfig found = config.database().get();
        DatabaseSettings settings = ModuleSettings.database(found);
        Database database = closing.add(Database.open(settings, metrics));
        SchemaUpdate schema = closing.add(SchemaUpdate.start(settings, found.migrate()));
        Heartbeat heartbeat = closing.add(Heartbeat.start(database, role(config.roles()), version));
        ChangeFollower changes = closing.add(new ChangeFollower(database, POLL));
        return new Stores(Optional.of(database), redis, Optional.of(schema), Optional.of(changes), heartbeat::live);
    }

    /** {@code loaded} is whether what was stored is known. */
    Optional<Readiness.Dependency> databaseHealth(BooleanSupplier loaded) {
        return database.map(found ->
                () -> schema.map(SchemaUpdate::isDone).orElse(true) && found.isReachable() && loaded.getAsBoolean());
    }

    Optional<Readiness.Dependency> redisHealth() {
        return redis.map(found -> found::isUp);
    }

    private static String role(Roles roles) {
        if (roles.llm() && roles.admin()) {
            return "all";
        }
        return roles.llm() ? "worker" : "admin";
    }
}
