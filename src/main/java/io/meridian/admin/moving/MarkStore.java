package io.meridian.admin.moving;

import static io.meridian.store.jooq.Tables.IMPORT_MARK;
import static io.meridian.store.jooq.Tables.SPENT;

import io.meridian.base.Usd;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Map;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** What imports before this one have taken, and the totals they have booked. Thread-safe. */
final class MarkStore {
    private final Database database;

    MarkStore(Database database) {
        this.database = database;
    }

    /**
     * What was taken of an object.
     *
     * @param digest of their row
     * @param writtenAt when ours was changed last, as the import left it
     * @param spent what has been booked of their total
     * @param spendPeriod which period of theirs that was
     */
    record Mark(
            String digest,
            Instant writtenAt,
            Usd spent,
            @Nullable String spendPeriod) {
        Mark of(String newDigest, Instant newWrittenAt) {
            return new Mark(newDigest, newWrittenAt, spent, spendPeriod);
        }
    }

    /** The time of the database, since it is the one that all instances share. */
    Instant now() {
        return database.query(jooq ->
                jooq.select(DSL.currentOffsetDateTime()).fetchSingle().value1().toInstant());
    }

    Map<String, Mark> find(Transaction transaction, Kind kind, Collection<String> ids) {
        return transaction
                .jooq()
                .selectFrom(IMPORT_MARK)
                .where(IMPORT_MARK.KIND.eq(kind.mark()).and(IMPORT_MARK.ID.in(ids)))
                .fetchMap(
                        IMPORT_MARK.ID,
                        row -> new Mark(
                                row.getSourceDigest(),
                                row.getWrittenAt().toInstant(),
                                new Usd(row.getSpendNano()),
                                row.getSpendPeriod()));
    }

    void put(Transaction transaction, Kind kind, String id, Mark mark) {
        transaction
                .jooq()
                .insertInto(IMPORT_MARK)
                .set(IMPORT_MARK.KIND, kind.mark())
                .set(IMPORT_MARK.ID, id)
                .set(IMPORT_MARK.SOURCE_DIGEST, mark.digest())
                .set(IMPORT_MARK.WRITTEN_AT, timestamp(mark.writtenAt()))
                .set(IMPORT_MARK.SPEND_NANO, mark.spent().nanos())
                .set(IMPORT_MARK.SPEND_PERIOD, mark.spendPeriod())
                .onDuplicateKeyUpdate()
                .set(IMPORT_MARK.SOURCE_DIGEST, mark.digest())
                .set(IMPORT_MARK.WRITTEN_AT, timestamp(mark.writtenAt()))
                .set(IMPORT_MARK.SPEND_NANO, mark.spent().nanos())
                .set(IMPORT_MARK.SPEND_PERIOD, mark.spendPeriod())
                .set(IMPORT_MARK.IMPORTED_AT, DSL.currentOffsetDateTime())
                .execute();
    }

    /** Adds to a total, beside whatever calls are booked on it meanwhile. */
    void book(Transaction transaction, Goods.Total total, Usd amount) {
        transaction
                .jooq()
                .insertInto(SPENT)
                .set(SPENT.SCOPE, total.scope())
                .set(SPENT.ID, total.id())
                .set(SPENT.PERIOD_START, timestamp(total.periodStart()))
                .set(SPENT.AMOUNT_NANO, amount.nanos())
                .onDuplicateKeyUpdate()
                .set(SPENT.AMOUNT_NANO, SPENT.AMOUNT_NANO.plus(amount.nanos()))
                .execute();
    }

    private static OffsetDateTime timestamp(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
