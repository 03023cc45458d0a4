package io.meridian.auth;

import static io.meridian.store.Columns.timestamp;
import static io.meridian.store.jooq.Tables.DELETED_KEY;
import static io.meridian.store.jooq.Tables.VIRTUAL_KEY;

import io.meridian.base.Usd;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import io.meridian.store.jooq.tables.records.DeletedKeyRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** Keys that are gone, and what keys were before they were replaced, in PostgreSQL. Thread-safe. */
public final class DeletedKeyStore {
    private final Database database;

    public DeletedKeyStore(Database database) {
        this.database = database;
    }

    /** A key as it was when it went. */
    public record Deleted(long id, VirtualKey key, Departure departure) {}

    /** Archives a key as it stands; false if there is none. */
    boolean add(Transaction transaction, KeyHash hash, Departure departure) {
        List<Field<?>> into = new ArrayList<>();
        List<Field<?>> from = new ArrayList<>();
        for (Field<?> column : VIRTUAL_KEY.fields()) {
            Field<?> same = DELETED_KEY.field(column.getName());
            if (same != null) {
                into.add(same);
                from.add(column);
            }
        }
        into.addAll(List.of(
                DELETED_KEY.SPEND,
                DELETED_KEY.DELETED_AT,
                DELETED_KEY.DELETED_BY,
                DELETED_KEY.DELETED_BY_API_KEY,
                DELETED_KEY.LITELLM_CHANGED_BY));
        from.addAll(List.of(
                DSL.val(departure.spent().toDecimal(), DELETED_KEY.SPEND),
                DSL.val(timestamp(departure.at()), DELETED_KEY.DELETED_AT),
                DSL.val(departure.by(), DELETED_KEY.DELETED_BY),
                DSL.val(departure.byKey(), DELETED_KEY.DELETED_BY_API_KEY),
                DSL.val(departure.changedBy(), DELETED_KEY.LITELLM_CHANGED_BY)));
        return transaction
                        .jooq()
                        .insertInto(DELETED_KEY)
                        .columns(into)
                        .select(DSL.select(from).from(VIRTUAL_KEY).where(VIRTUAL_KEY.TOKEN.eq(hash.hex())))
                        .execute()
                > 0;
    }

    public List<Deleted> findAll(Collection<Long> ids) {
        return database.report(jooq -> jooq.selectFrom(DELETED_KEY)
                .where(DELETED_KEY.DELETED_ID.in(ids))
                .fetch(DeletedKeyStore::toDeleted));
    }

    private static Deleted toDeleted(DeletedKeyRecord row) {
        return new Deleted(
                row.getDeletedId(),
                VirtualKeyStore.toKey(row.into(VIRTUAL_KEY)),
                new Departure(
                        row.getDeletedAt().toInstant(),
                        row.getDeletedBy(),
                        row.getDeletedByApiKey(),
                        row.getLitellmChangedBy(),
                        Usd.of(row.getSpend())));
    }
}
