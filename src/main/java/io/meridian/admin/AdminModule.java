package io.meridian.admin;

import io.meridian.admin.audit.AuditModule;
import io.meridian.admin.audit.AuditSettings;
import io.meridian.admin.key.KeyModule;
import io.meridian.admin.key.KeyPolicy;
import io.meridian.admin.key.KeysResource;
import io.meridian.auth.KeyCache;
import io.meridian.store.Database;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Everything an administrator does by curl. Immutable. */
public record AdminModule(KeysResource keys, AuditModule audit) implements AutoCloseable {
    public static AdminModule create(
            Optional<Database> database,
            Optional<KeyCache> cache,
            KeysResource.KeySpend spend,
            Clock clock,
            ZoneId zone,
            KeyPolicy policy,
            AuditSettings auditSettings) {
        AuditModule audit = AuditModule.create(database, auditSettings);
        KeyModule keys = KeyModule.create(database, cache, audit.trail(), spend, clock, zone, policy);
        return new AdminModule(keys.resource(), audit);
    }

    /** What is registered where administration is switched on, and is gone where it is not. */
    public List<Object> resources() {
        return List.of(keys, audit.resource());
    }

    @Override
    public void close() {
        audit.close();
    }
}
