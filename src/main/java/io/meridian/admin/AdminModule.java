package io.meridian.admin;

import io.meridian.admin.key.KeyModule;
import io.meridian.admin.key.KeyPolicy;
import io.meridian.admin.key.KeysResource;
import io.meridian.admin.spend.SpendReportModule;
import io.meridian.auth.KeyCache;
import io.meridian.store.Database;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything an administrator does by curl: what is registered where administration is switched on, and is gone where
 * it is not. Immutable.
 */
public record AdminModule(List<Object> resources) {
    public AdminModule {
        resources = List.copyOf(resources);
    }

    public static AdminModule create(
            Optional<Database> database,
            Optional<KeyCache> cache,
            KeysResource.KeySpend spend,
            SpendReportModule.Sources reports,
            Clock clock,
            ZoneId zone,
            KeyPolicy policy) {
        List<Object> resources = new ArrayList<>();
        resources.add(
                KeyModule.create(database, cache, spend, clock, zone, policy).resource());
        resources.addAll(
                SpendReportModule.create(database, cache, reports, clock, zone).resources());
        return new AdminModule(resources);
    }
}
