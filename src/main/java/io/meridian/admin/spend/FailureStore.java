package io.meridian.admin.spend;

import static io.meridian.store.jooq.Tables.SPEND_LOG;

import io.meridian.spend.CallStatus;
import io.meridian.store.Database;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** Counts failures in the rows of the spend log, as far back as rows are kept. Thread-safe. */
final class FailureStore {
    private static final int MOST = 10_000;

    private final Database database;

    FailureStore(Database database) {
        this.database = database;
    }

    /** So many failures of a day, at one place if they were asked for by place. */
    record Count(LocalDate day, String apiBase, long failures) {}

    /** Calls that were refused because somebody's rate limit was exhausted, ours or the provider's. */
    List<Count> rateLimited(SpendScope scope, Span.Days days, Optional<String> group, boolean byPlace) {
        Field<LocalDate> day = DSL.field("({0} at time zone 'UTC')::date", LocalDate.class, SPEND_LOG.STARTED_AT);
        Field<String> place = byPlace ? DSL.coalesce(SPEND_LOG.API_BASE, "") : DSL.inline("");
        Span span = days.span();
        Condition wanted = SPEND_LOG
                .STARTED_AT
                .ge(span.start().atOffset(ZoneOffset.UTC))
                .and(SPEND_LOG.STARTED_AT.lt(span.end().atOffset(ZoneOffset.UTC)))
                // written out, or the planner could not know that the index of failures has them all
                .and(SPEND_LOG.STATUS.ne(DSL.inline(CallStatus.SUCCESS.column())))
                .and("{0} -> 'error_information' ->> 'error_code' = '429'", SPEND_LOG.METADATA)
                .and(group.map(SPEND_LOG.MODEL_GROUP::eq).orElseGet(DSL::trueCondition))
                .and(SpendRowStore.visible(
                        scope, SPEND_LOG.USER_ID, SPEND_LOG.API_KEY, SPEND_LOG.TEAM_ID, SPEND_LOG.ORGANIZATION_ID));
        return database.report(jooq -> jooq.select(day, place, DSL.count())
                .from(SPEND_LOG)
                .where(wanted)
                .groupBy(DSL.inline(1), DSL.inline(2))
                .orderBy(DSL.inline(1), DSL.inline(2))
                .limit(MOST)
                .fetch(row -> new Count(row.value1(), row.value2(), row.value3())));
    }
}
