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
public record AdminModule(KeysResource keys) {
    public static AdminModule create(
            Optional<Database> database,
            Optional<KeyCache> cache,
            KeysResource.KeySpend spend,
            Clock clock,
            ZoneId zone,
            KeyPolicy policy,
            AuditSettings auditSettings) {
        Optional<AuditModule> audit = database.map(found -> AuditModule.create(found, auditSettings));
        return new AdminModule(
                KeyModule.create(database, cache, audit.map(AuditModule::trail), spend, clock, zone, policy)
                        .resource());
    }

    /** What is registered where administration is switched on, and is gone where it is not. */
    public List<Object> resources() {
        return List.of(keys);
    }
}
