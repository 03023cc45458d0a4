package io.meridian.admin.key;

import static io.meridian.store.jooq.Tables.KEY_COUNT;
import static io.meridian.store.jooq.Tables.KEY_COUNT_CHANGE;

import io.meridian.store.Database;
import java.util.Objects;
import org.jooq.impl.DSL;

/**
 * How many keys there are, of all and of each user and team: triggers write each change down, and now and then the
 * changes are folded into the counts. Thread-safe.
 */
final class KeyCountStore {
    static final String ALL = "all";
    static final String OF_USER = "user";
    static final String OF_TEAM = "team";
    static final String WITH_ALIAS = "alias";

    /** So many changes are read faster than they are folded. */
    private static final int UNFOLDED = 1_000;

    private static final int FOLDED_AT_ONCE = 20_000;

    private final Database database;

    KeyCountStore(Database database) {
        this.database = database;
    }

    /** Exact; {@code id} is empty for all. */
    long of(String scope, String id) {
        var counted = database.report(jooq -> jooq.select(
                        DSL.field(DSL.select(KEY_COUNT.AMOUNT)
                                .from(KEY_COUNT)
                                .where(KEY_COUNT.SCOPE.eq(scope).and(KEY_COUNT.ID.eq(id)))),
                        DSL.sum(KEY_COUNT_CHANGE.AMOUNT),
                        DSL.count())
                .from(KEY_COUNT_CHANGE)
                .where(KEY_COUNT_CHANGE.SCOPE.eq(scope).and(KEY_COUNT_CHANGE.ID.eq(id)))
                .fetchSingle());
        if (counted.value3() > UNFOLDED) {
            fold();
        }
        long changes = counted.value2() == null ? 0 : counted.value2().longValueExact();
        return Objects.requireNonNullElse(counted.value1(), 0L) + changes;
    }

    /** Adds the oldest changes to the counts; what somebody else is folding is passed over. */
    void fold() {
        database.query(jooq -> jooq.execute("""
            with gone as (
              delete from key_count_change where seq in (
                select seq from key_count_change order by seq limit {0} for update skip locked)
              returning scope, id, amount)
            insert into key_count as counted (scope, id, amount)
              select scope, id, sum(amount) from gone group by scope, id order by scope, id
              on conflict (scope, id) do update set amount = counted.amount + excluded.amount
            """, DSL.inline(FOLDED_AT_ONCE)));
    }
}
