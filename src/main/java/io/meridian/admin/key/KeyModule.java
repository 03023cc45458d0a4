package io.meridian.admin.key;

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
            KeysResource.KeySpend spend,
            Clock clock,
            ZoneId zone,
            KeyPolicy policy) {
        Optional<KeyDesk> desk = database.flatMap(
                found -> cache.map(keys -> new KeyDesk(found, new VirtualKeyStore(found), keys, clock, zone, policy)));
        return new KeyModule(new KeysResource(desk, spend, clock));
    }
}
