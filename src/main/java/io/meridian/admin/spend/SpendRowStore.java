package io.meridian.admin.spend;

import static io.meridian.store.jooq.Tables.SPEND_LOG;

import io.meridian.api.Usage;
import io.meridian.base.Usd;
import io.meridian.spend.CallStatus;
import io.meridian.spend.CallerFacts;
import io.meridian.spend.TargetFacts;
import io.meridian.store.Database;
import io.meridian.store.jooq.tables.records.SpendLogRecord;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SortField;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Reads rows of the spend log, page by page. Thread-safe. */
final class SpendRowStore {
    /** Up to here totals are exact. */
    static final int COUNTED = 10_000;

    private static final Field<OffsetDateTime> STARTED = SPEND_LOG.STARTED_AT;
    private static final List<Field<?>> IDENTITY =
            List.of(SPEND_LOG.JOURNAL_ID, SPEND_LOG.JOURNAL_SEGMENT, SPEND_LOG.JOURNAL_OFFSET);

    private final Database database;

    SpendRowStore(Database database) {
        this.database = database;
    }

    /** How many rows there are, as far as they were counted. */
    record Total(int rows, boolean capped) {}

    /**
     * One page. The rows' names are found first, in an index where there is one, and only those of the page are read
     * whole.
     */
    List<SpendRow> page(SpendScope scope, RowFilter filter, RowOrder order, long offset, int size) {
        return database.report(jooq -> {
            List<SortField<?>> sorting = sorting(order);
            Table<?> page = jooq.select(
                            STARTED, SPEND_LOG.JOURNAL_ID, SPEND_LOG.JOURNAL_SEGMENT, SPEND_LOG.JOURNAL_OFFSET)
                    .from(SPEND_LOG)
                    .where(conditions(scope, filter))
                    .orderBy(sorting)
                    .offset(offset)
                    .limit(size)
                    .asTable("page");
            Condition same = same(STARTED, page);
            for (Field<?> part : IDENTITY) {
                same = same.and(same(part, page));
            }
            return jooq.select(SPEND_LOG.fields())
                    .from(page)
                    .join(SPEND_LOG)
                    .on(same)
                    .orderBy(sorting)
                    .fetchInto(SPEND_LOG)
                    .map(SpendRowStore::toRow);
        });
    }

    Total total(SpendScope scope, RowFilter filter) {
        int found = database.report(jooq -> count(jooq, scope, filter));
        return new Total(Math.min(found, COUNTED), found > COUNTED);
    }

    /** The newest row of a request. */
    Optional<SpendRow> find(SpendScope scope, RowFilter filter) {
        return page(scope, filter, RowOrder.NEWEST, 0, 1).stream().findFirst();
    }

    private static int count(DSLContext jooq, SpendScope scope, RowFilter filter) {
        return jooq.fetchCount(jooq.selectOne()
                .from(SPEND_LOG)
                .where(conditions(scope, filter))
                .limit(COUNTED + 1));
    }

    private static <T> Condition same(Field<T> field, Table<?> page) {
        Field<T> theirs = page.field(field);
        return field.eq(theirs == null ? field : theirs);
    }

    private static List<SortField<?>> sorting(RowOrder order) {
        List<SortField<?>> sorting = new ArrayList<>();
        Field<?> by = switch (order.by()) {
            case START -> STARTED;
            case END -> SPEND_LOG.ENDED_AT;
            case SPEND -> SPEND_LOG.SPEND_NANO;
            case TOKENS -> SPEND_LOG.TOTAL_TOKENS;
            case DURATION -> DSL.field("({0} - {1})", Object.class, SPEND_LOG.ENDED_AT, STARTED);
            case MODEL -> SPEND_LOG.MODEL;
        };
        sorting.add(order.ascending() ? by.asc() : by.desc());
        if (order.by() != RowOrder.By.START) {
            sorting.add(STARTED.desc());
        }
        // pages must not move: whatever is equal so far differs in this
        IDENTITY.forEach(part -> sorting.add(order.ascending() ? part.asc() : part.desc()));
        return sorting;
    }

    private static List<Condition> conditions(SpendScope scope, RowFilter filter) {
        List<Condition> all = new ArrayList<>();
        all.add(visible(scope, filter));
        filter.span().ifPresent(span -> {
            all.add(STARTED.ge(timestamp(span.start())));
            all.add(STARTED.lt(timestamp(span.end())));
        });
        filter.names().forEach((name, value) -> all.add(condition(name, value)));
        addOutcome(filter.outcome(), all);
        filter.least().ifPresent(least -> all.add(SPEND_LOG.SPEND_NANO.ge(least.nanos())));
        filter.most().ifPresent(most -> all.add(SPEND_LOG.SPEND_NANO.le(most.nanos())));
        return all;
    }

    /** What of it the caller may see, whatever the table calls its columns. */
    static Condition visible(
            SpendScope scope, Field<String> user, Field<String> key, Field<String> team, Field<String> organization) {
        return switch (scope) {
            case SpendScope.Everything everything -> DSL.noCondition();
            case SpendScope.OfUser own -> user.eq(own.userId());
            case SpendScope.OfKey own -> key.eq(own.apiKey());
            case SpendScope.OfTeams ofTeams ->
                team.in(ofTeams.teams()).or(visible(ofTeams.own(), user, key, team, organization));
            case SpendScope.OfOrganizations of -> organization.in(of.organizations());
        };
    }

    private static Condition visible(SpendScope scope, RowFilter filter) {
        // rows of one team are asked for, and all of them may be seen: then its index has them in order
        boolean wholeTeam = scope instanceof SpendScope.OfTeams ofTeams
                && Optional.ofNullable(filter.names().get(RowFilter.Name.TEAM))
                        .map(ofTeams.teams()::contains)
                        .orElse(false);
        return wholeTeam
                ? DSL.noCondition()
                : visible(scope, SPEND_LOG.USER_ID, SPEND_LOG.API_KEY, SPEND_LOG.TEAM_ID, SPEND_LOG.ORGANIZATION_ID);
    }

    private static Condition condition(RowFilter.Name name, String value) {
        return switch (name) {
            case API_KEY -> SPEND_LOG.API_KEY.eq(value);
            case USER -> SPEND_LOG.USER_ID.eq(value);
            case TEAM -> SPEND_LOG.TEAM_ID.eq(value);
            case END_USER -> SPEND_LOG.END_USER.eq(value);
            case SESSION -> SPEND_LOG.SESSION_ID.eq(value);
            case REQUEST -> SPEND_LOG.REQUEST_ID.eq(value).or(SPEND_LOG.CALL_ID.eq(value));
            case MODEL -> SPEND_LOG.MODEL.eq(value);
            case MODEL_ID -> SPEND_LOG.MODEL_ID.eq(value);
            case MODEL_GROUP -> SPEND_LOG.MODEL_GROUP.eq(value);
            // jOOQ escapes what would be a wildcard
            case KEY_ALIAS -> SPEND_LOG.KEY_ALIAS.contains(value);
        };
    }

    private static void addOutcome(RowFilter.Outcome outcome, List<Condition> all) {
        if (outcome.never()) {
            all.add(DSL.falseCondition());
        }
        boolean errors =
                outcome.errorCode().isPresent() || outcome.errorMessage().isPresent();
        // written out, or the planner could not know that the index of failures has them all
        Condition failed = SPEND_LOG.STATUS.ne(DSL.inline(CallStatus.SUCCESS.column()));
        if (errors) {
            all.add(failed);
        }
        outcome.succeeded()
                .ifPresent(wanted ->
                        all.add(wanted ? SPEND_LOG.STATUS.eq(DSL.inline(CallStatus.SUCCESS.column())) : failed));
        outcome.errorCode().ifPresent(code -> all.add(error("error_code").eq(code)));
        outcome.errorMessage().ifPresent(text -> all.add(error("error_message").contains(text)));
    }

    private static Field<String> error(String name) {
        return DSL.field("{0} -> 'error_information' ->> {1}", String.class, SPEND_LOG.METADATA, DSL.inline(name));
    }

    private static OffsetDateTime timestamp(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static SpendRow toRow(SpendLogRecord row) {
        return new SpendRow(
                row.getRequestId(),
                row.getCallId(),
                row.getCallType(),
                new CallerFacts(
                        row.getApiKey(),
                        row.getKeyAlias(),
                        row.getUserId(),
                        row.getTeamId(),
                        row.getOrganizationId(),
                        row.getProjectId(),
                        row.getEndUser(),
                        row.getAgentId(),
                        row.getSessionId(),
                        row.getRequesterIp(),
                        List.of(row.getRequestTags())),
                new TargetFacts(
                        row.getModel(), row.getModelId(), row.getModelGroup(), row.getProvider(), row.getApiBase()),
                new SpendRow.Charged(
                        CallStatus.valueOf(row.getStatus().toUpperCase(Locale.ROOT)),
                        new Usd(row.getSpendNano()),
                        new Usd(row.getReservedNano()),
                        row.getUsageEstimated()),
                usage(row),
                new SpendRow.Times(
                        row.getStartedAt().toInstant(),
                        instant(row.getFirstTokenAt()),
                        row.getEndedAt().toInstant()),
                row.getMetadata().data());
    }

    private static Usage usage(SpendLogRecord row) {
        return new Usage(
                row.getPromptTokens(),
                row.getCompletionTokens(),
                row.getTotalTokens(),
                row.getCachedPromptTokens(),
                row.getCacheCreationTokens(),
                row.getAudioPromptTokens(),
                row.getReasoningTokens(),
                row.getAudioCompletionTokens());
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime stored) {
        return stored == null ? null : stored.toInstant();
    }
}
