package io.meridian.admin.key;

import static io.meridian.store.jooq.Tables.GATEWAY_USER;
import static io.meridian.store.jooq.Tables.VIRTUAL_KEY;
import static org.jooq.impl.DSL.select;

import io.meridian.admin.form.Page;
import io.meridian.auth.KeyHash;
import io.meridian.store.Database;
import java.util.Collection;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * Lists of keys in PostgreSQL. A page is found in an index, and only its rows are read; each part of what a caller sees
 * is looked up by an index of its own. Thread-safe.
 */
final class KeyListStore {
    /** Counting more by an index would take longer than anybody waits for a number. */
    static final long MOST_COUNTED = 100_000;

    private static final String PART = "part";

    private final Database database;

    KeyListStore(Database database) {
        this.database = database;
    }

    /** What a list shows of the users it names. */
    record UserLine(
            String id, @Nullable String alias, @Nullable String email, String role) {}

    List<KeyHash> page(KeyFilter filter, Collection<KeyScope> scopes, KeyOrder order, Page page) {
        return page(KeyTableStore.LIVING, filter, scopes, order, page).stream()
                .map(KeyHash::new)
                .toList();
    }

    /** Of keys that are gone, by the number of their departure. */
    List<Long> deletedPage(KeyFilter filter, Collection<KeyScope> scopes, KeyOrder order, Page page) {
        return page(KeyTableStore.GONE, filter, scopes, order, page);
    }

    /** How many there are, or one more than is counted. */
    long count(KeyFilter filter, Collection<KeyScope> scopes) {
        return count(KeyTableStore.LIVING, filter, scopes);
    }

    long deletedCount(KeyFilter filter, Collection<KeyScope> scopes) {
        return count(KeyTableStore.GONE, filter, scopes);
    }

    /** In the order of the alphabet. */
    List<String> aliases(KeyFilter filter, Collection<KeyScope> scopes, Page page) {
        return page(KeyTableStore.ALIASES, filter, scopes, new KeyOrder(KeyOrder.Column.KEY_ALIAS, true), page);
    }

    long aliasCount(KeyFilter filter, Collection<KeyScope> scopes) {
        return count(KeyTableStore.ALIASES, filter, scopes);
    }

    List<String> tokensOfTeam(String teamId, int most) {
        return database.report(jooq -> jooq.select(VIRTUAL_KEY.TOKEN)
                .from(VIRTUAL_KEY)
                .where(VIRTUAL_KEY.TEAM_ID.eq(teamId))
                .orderBy(VIRTUAL_KEY.TOKEN)
                .limit(most)
                .fetch(VIRTUAL_KEY.TOKEN));
    }

    List<UserLine> users(Collection<String> ids) {
        return database.report(jooq -> jooq.select(
                        GATEWAY_USER.USER_ID, GATEWAY_USER.USER_ALIAS, GATEWAY_USER.USER_EMAIL, GATEWAY_USER.USER_ROLE)
                .from(GATEWAY_USER)
                .where(GATEWAY_USER.USER_ID.in(ids))
                .fetch(row -> new UserLine(row.value1(), row.value2(), row.value3(), row.value4())));
    }

    private <T> List<T> page(
            KeyTableStore<T> keys, KeyFilter filter, Collection<KeyScope> scopes, KeyOrder order, Page page) {
        List<Condition> parts = keys.parts(filter, scopes);
        Condition wanted = parts.getFirst();
        if (parts.size() > 1) {
            // a part has no more to give to this page than its own first rows
            long most = page.offset() + page.size();
            wanted = keys.id()
                    .in(parts.stream()
                            .map(part -> first(keys, part, order, most))
                            .reduce(Select::unionAll)
                            .orElseThrow());
        }
        Condition found = wanted;
        return database.report(jooq -> jooq.select(keys.id())
                .from(keys.table())
                .where(found)
                .orderBy(keys.order(order))
                .limit(page.size())
                .offset(page.offset())
                .fetch(Record1::value1));
    }

    /** In parentheses of its own, for it has an order and an end. */
    private static <T> Select<Record1<T>> first(KeyTableStore<T> keys, Condition part, KeyOrder order, long most) {
        Table<Record1<T>> rows = select(keys.id().as(PART))
                .from(keys.table())
                .where(part)
                .orderBy(keys.order(order))
                .limit(most)
                .asTable(PART);
        return select(rows.field(0, keys.id().getDataType())).from(rows);
    }

    private <T> long count(KeyTableStore<T> keys, KeyFilter filter, Collection<KeyScope> scopes) {
        Select<Record1<T>> all = keys.parts(filter, scopes).stream()
                .map(part -> some(keys, part))
                .reduce(Select::union)
                .orElseThrow();
        return database.report(
                jooq -> jooq.selectCount().from(all.asTable(PART)).fetchSingle().value1());
    }

    private static <T> Select<Record1<T>> some(KeyTableStore<T> keys, Condition part) {
        Table<Record1<T>> rows = select(keys.id().as(PART))
                .from(keys.table())
                .where(part)
                .limit(MOST_COUNTED + 1)
                .asTable(PART);
        return select(rows.field(0, keys.id().getDataType())).from(rows);
    }
}
