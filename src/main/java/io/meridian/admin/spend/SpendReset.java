package io.meridian.admin.spend;

import io.meridian.auth.KeyCache;
import io.meridian.auth.VirtualKeyStore;
import io.meridian.store.Database;
import java.time.Clock;

/**
 * Lets everybody's spend begin anew. A reset is the next period: calls that began before it are booked where they
 * began, those after it in totals and counters that nobody has used, so there is nothing to correct. Thread-safe.
 */
record SpendReset(Database database, VirtualKeyStore keys, KeyCache cache, Clock clock) {
    void all() {
        database.transact(transaction -> keys.resetAllSpend(transaction, clock.instant()));
        cache.forgetEverything();
    }
}
