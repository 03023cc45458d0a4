package io.meridian.spend;

import static io.meridian.store.jooq.Tables.SPEND_INGEST;
import static io.meridian.store.jooq.Tables.SPENT;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;

import io.meridian.base.Usd;
import io.meridian.store.Database;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Record3;

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

    private static Reading reading(Record3<Long, Long, Long> row) {
        Long amount = row.value1();
        Long segment = row.value2();
        Long offset = row.value3();
        return new Reading(
                amount == null ? Usd.ZERO : new Usd(amount),
                segment == null || offset == null ? Position.START : new Position(segment, offset));
    }
}
