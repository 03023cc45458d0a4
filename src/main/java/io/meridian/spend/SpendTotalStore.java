package io.meridian.spend;

import static io.meridian.store.jooq.Tables.SPEND_INGEST;
import static io.meridian.store.jooq.Tables.SPENT;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;

import io.meridian.base.Usd;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Record3;
import org.jooq.impl.DSL;

/** Reads totals of spend. Safe for use by many threads. */
final class SpendTotalStore {
    private final Database database;

    SpendTotalStore(Database database) {
        this.database = database;
    }

    /** A total, and how far a journal was in PostgreSQL when it was read. */
    record Reading(Usd amount, Position position) {}

    /** Both come from one statement, and so from one moment. */
    Reading read(Charge charge, UUID journal) {
        Field<Long> amount = field(select(SPENT.AMOUNT_NANO)
                .from(SPENT)
                .where(SPENT.SCOPE
                        .eq(charge.scope())
                        .and(SPENT.ID.eq(charge.id()))
                        .and(SPENT.PERIOD_START.eq(charge.periodStart().atOffset(ZoneOffset.UTC)))));
        Field<Long> segment = field(
                select(SPEND_INGEST.JOURNAL_SEGMENT).from(SPEND_INGEST).where(SPEND_INGEST.JOURNAL_ID.eq(journal)));
        Field<Long> offset = field(
                select(SPEND_INGEST.JOURNAL_OFFSET).from(SPEND_INGEST).where(SPEND_INGEST.JOURNAL_ID.eq(journal)));
        return database.lookUp(
                jooq -> reading(jooq.select(amount, segment, offset).fetchSingle()));
    }

    /** Many totals, and how far a journal was in PostgreSQL when they were read. */
    record Readings(Map<Charge, Usd> amounts, Position position) {}

    Readings read(Collection<Charge> charges, UUID journal) {
        String[] scopes = charges.stream().map(Charge::scope).toArray(String[]::new);
        String[] ids = charges.stream().map(Charge::id).toArray(String[]::new);
        OffsetDateTime[] starts = charges.stream()
                .map(charge -> charge.periodStart().atOffset(ZoneOffset.UTC))
                .toArray(OffsetDateTime[]::new);
        Map<Charge, Usd> amounts = new HashMap<>();
        Position[] position = {Position.START};
        // one statement, so one moment: the position comes as a row of its own
        database.report(jooq -> jooq.resultQuery(
                        "select {0}, {1}, {2}, {3}, null::bigint from {4} where ({0}, {1}, {2}) in"
                                + " (select * from unnest({5}::text[], {6}::text[], {7}::timestamptz[]))"
                                + " union all select null, null, null, {8}, {9} from {10} where {11} = {12}",
                        SPENT.SCOPE,
                        SPENT.ID,
                        SPENT.PERIOD_START,
                        SPENT.AMOUNT_NANO,
                        SPENT,
                        DSL.val(scopes),
                        DSL.val(ids),
                        DSL.val(starts),
                        SPEND_INGEST.JOURNAL_SEGMENT,
                        SPEND_INGEST.JOURNAL_OFFSET,
                        SPEND_INGEST,
                        SPEND_INGEST.JOURNAL_ID,
                        DSL.val(journal))
                .fetch()
                .map(row -> {
                    String scope = row.get(0, String.class);
                    if (scope == null) {
                        position[0] = new Position(row.get(3, Long.class), row.get(4, Long.class));
                    } else {
                        Instant start = row.get(2, OffsetDateTime.class).toInstant();
                        amounts.put(
                                new Charge(scope, row.get(1, String.class), start), new Usd(row.get(3, Long.class)));
                    }
                    return row;
                }));
        return new Readings(amounts, position[0]);
    }

    void begin(Transaction transaction, Charge total, Usd amount) {
        transaction
                .jooq()
                .insertInto(SPENT)
                .set(SPENT.SCOPE, total.scope())
                .set(SPENT.ID, total.id())
                .set(SPENT.PERIOD_START, total.periodStart().atOffset(ZoneOffset.UTC))
                .set(SPENT.AMOUNT_NANO, amount.nanos())
                .onConflict(SPENT.SCOPE, SPENT.ID, SPENT.PERIOD_START)
                .doUpdate()
                .set(SPENT.AMOUNT_NANO, SPENT.AMOUNT_NANO.plus(amount.nanos()))
                .execute();
    }

    private static Reading reading(Record3<Long, Long, Long> row) {
        Long amount = row.value1();
        Long segment = row.value2();
        Long offset = row.value3();
        return new Reading(
                amount == null ? Usd.ZERO : new Usd(amount),
                segment == null || offset == null ? Position.START : new Position(segment, offset));
    }
}
