package io.meridian.admin.spend;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.audit.Actor;
import io.meridian.admin.audit.Deed;
import io.meridian.admin.office.Office;
import io.meridian.auth.VirtualKeyStore;
import io.meridian.base.JsonText;
import io.meridian.directory.TeamStore;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * Lets everybody's spend begin anew. A reset is the next period: calls that began before it are booked where they
 * began, those after it in totals and counters that nobody has used, so there is nothing to correct. Thread-safe.
 */
record SpendReset(Office office, VirtualKeyStore keys, TeamStore teams) {
    /** In place of the id of each of them. */
    private static final String ALL = "*";

    void all(Actor actor) {
        Instant now = office.clock().instant();
        office.database().transact(transaction -> {
            keys.resetAllSpend(transaction, now);
            teams.resetAllSpend(transaction, now);
            for (Deed.Table table : List.of(Deed.Table.KEY, Deed.Table.TEAM)) {
                office.audit().note(transaction, actor, Deed.updated(table, ALL, JsonText.object(), zero()));
            }
        });
        office.keys().forgetEverything();
        office.directory().forgetEverything();
    }

    private static ObjectNode zero() {
        return JsonText.object().set("spend", JsonText.number(BigDecimal.ZERO));
    }
}
