package io.meridian.admin.spend;

import io.meridian.admin.office.Office;
import io.meridian.auth.VirtualKeyStore;
import io.meridian.directory.TeamStore;
import java.time.Instant;

/**
 * Lets everybody's spend begin anew. A reset is the next period: calls that began before it are booked where they
 * began, those after it in totals and counters that nobody has used, so there is nothing to correct. Thread-safe.
 */
record SpendReset(Office office, VirtualKeyStore keys, TeamStore teams) {
    void all() {
        Instant now = office.clock().instant();
        office.database().transact(transaction -> {
            keys.resetAllSpend(transaction, now);
            teams.resetAllSpend(transaction, now);
        });
        office.keys().forgetEverything();
        office.directory().forgetEverything();
    }
}
