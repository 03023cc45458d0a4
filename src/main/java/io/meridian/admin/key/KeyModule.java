package io.meridian.admin.key;

import io.meridian.admin.audit.AuditTrail;
import io.meridian.auth.KeyCache;
import io.meridian.auth.VirtualKeyStore;
import io.meridian.store.Database;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;

/** The routes below {@code /key}. Immutable. */
public record KeyModule(KeysResource resource) {
    /** Without a database the routes are there and say what is missing. */
    public static KeyModule create(
            Optional<Database> database,
            Optional<KeyCache> cache,
            Optional<AuditTrail> audit,
            KeysResource.KeySpend spend,
            Clock clock,
            ZoneId zone,
            KeyPolicy policy) {
        Optional<KeyDesk> desk = database.flatMap(found -> cache.flatMap(keys ->
                audit.map(trail -> new KeyDesk(found, new VirtualKeyStore(found), keys, trail, clock, zone, policy))));
        return new KeyModule(new KeysResource(desk, spend, clock));
    }
}
