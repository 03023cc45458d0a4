package io.meridian.directory;

import static io.meridian.store.jooq.Tables.GATEWAY_USER;
import static io.meridian.store.jooq.Tables.ORGANIZATION_MEMBER;
import static io.meridian.store.jooq.Tables.SPENT;
import static io.meridian.store.jooq.Tables.TEAM_MEMBER;
import static io.meridian.store.jooq.Tables.VIRTUAL_KEY;

import io.meridian.store.Database;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectJoinStep;
import org.jooq.SortField;
import org.jooq.impl.DSL;

/** Users by the page. Thread-safe. */
public final class UserListStore {
    private static final String SCOPE = "user";

    private final Database database;

    public UserListStore(Database database) {
        this.database = database;
    }

    /** By what a list can be sorted; the names are those of the wire. */
    public enum Order {
        USER_ID,
        USER_EMAIL,
        USER_ALIAS,
        USER_ROLE,
        CREATED_AT,
        /** By the total that was booked last: when it began is different for each. */
        SPEND;

        private Field<?> field() {
            return switch (this) {
                case USER_ID -> GATEWAY_USER.USER_ID;
                case USER_EMAIL -> GATEWAY_USER.USER_EMAIL;
                case USER_ALIAS -> GATEWAY_USER.USER_ALIAS;
                case USER_ROLE -> GATEWAY_USER.USER_ROLE;
                case CREATED_AT -> GATEWAY_USER.CREATED_AT;
                case SPEND -> DSL.coalesce(SPENT.AMOUNT_NANO, 0L);
            };
        }
    }

    /** Which users; what is absent or empty restricts nothing. A part is one of an id, an address or an alias. */
    public record Filter(
            Optional<Visible> visible,
            Optional<Role> role,
            List<String> ids,
            List<String> ssoIds,
            Optional<String> idPart,
            Optional<String> emailPart,
            Optional<String> part,
            Optional<String> team,
            List<String> organizations) {
        public static final Filter ALL = new Filter(
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());

        public Filter {
            ids = List.copyOf(ids);
            ssoIds = List.copyOf(ssoIds);
            organizations = List.copyOf(organizations);
        }
    }

    public List<User> page(Filter filter, Order order, boolean descending, long offset, int size) {
        return database.query(jooq -> from(jooq, order)
                .where(conditions(filter))
                .orderBy(sorted(order.field(), descending), sorted(GATEWAY_USER.USER_ID, descending))
                .limit(size)
                .offset(offset)
                .fetch(row -> UserStore.toUser(row.into(GATEWAY_USER))));
    }

    public long count(Filter filter) {
        return database.query(jooq -> (long) jooq.fetchCount(GATEWAY_USER, DSL.and(conditions(filter))));
    }

    /** How many keys each of these users has; those of the user interface are in no list. */
    public Map<String, Long> keyCounts(Collection<String> userIds) {
        Map<String, Long> counts = new HashMap<>();
        database.query(jooq -> jooq.select(VIRTUAL_KEY.USER_ID, DSL.count())
                        .from(VIRTUAL_KEY)
                        .where(VIRTUAL_KEY.USER_ID.in(userIds))
                        .and(VIRTUAL_KEY.TEAM_ID.isDistinctFrom(TeamStore.USER_INTERFACE))
                        .groupBy(VIRTUAL_KEY.USER_ID)
                        .fetch())
                .forEach(row -> counts.put(row.value1(), (long) row.value2()));
        return counts;
    }

    private static SelectJoinStep<Record> from(DSLContext jooq, Order order) {
        var users = jooq.select(GATEWAY_USER.fields()).from(GATEWAY_USER);
        if (order != Order.SPEND) {
            return users;
        }
        var latest = SPENT.as("latest");
        return users.leftJoin(SPENT)
                .on(SPENT.SCOPE.eq(SCOPE))
                .and(SPENT.ID.eq(GATEWAY_USER.USER_ID))
                .and(SPENT.PERIOD_START.eq(DSL.field(DSL.select(DSL.max(latest.PERIOD_START))
                        .from(latest)
                        .where(latest.SCOPE.eq(SCOPE))
                        .and(latest.ID.eq(GATEWAY_USER.USER_ID)))));
    }

    private static SortField<?> sorted(Field<?> field, boolean descending) {
        return descending ? field.desc() : field.asc();
    }

    private static List<Condition> conditions(Filter filter) {
        List<Condition> all = new ArrayList<>();
        filter.role().ifPresent(role -> all.add(GATEWAY_USER.USER_ROLE.eq(role.wireName())));
        if (!filter.ids().isEmpty()) {
            all.add(GATEWAY_USER.USER_ID.in(filter.ids()));
        }
        if (!filter.ssoIds().isEmpty()) {
            all.add(GATEWAY_USER.SSO_USER_ID.in(filter.ssoIds()));
        }
        filter.idPart().ifPresent(part -> all.add(GATEWAY_USER.USER_ID.containsIgnoreCase(part)));
        filter.emailPart().ifPresent(part -> all.add(GATEWAY_USER.USER_EMAIL.containsIgnoreCase(part)));
        filter.part()
                .ifPresent(part -> all.add(GATEWAY_USER
                        .USER_ID
                        .containsIgnoreCase(part)
                        .or(GATEWAY_USER.USER_EMAIL.containsIgnoreCase(part))
                        .or(GATEWAY_USER.USER_ALIAS.containsIgnoreCase(part))));
        filter.team().ifPresent(team -> all.add(isInTeam(List.of(team))));
        if (!filter.organizations().isEmpty()) {
            all.add(isInOrganization(filter.organizations()));
        }
        filter.visible()
                .ifPresent(visible -> all.add(isInTeam(visible.teams()).or(isInOrganization(visible.organizations()))));
        return all;
    }

    private static Condition isInTeam(Collection<String> teams) {
        return GATEWAY_USER.USER_ID.in(
                DSL.select(TEAM_MEMBER.USER_ID).from(TEAM_MEMBER).where(TEAM_MEMBER.TEAM_ID.in(teams)));
    }

    private static Condition isInOrganization(Collection<String> organizations) {
        return GATEWAY_USER.USER_ID.in(DSL.select(ORGANIZATION_MEMBER.USER_ID)
                .from(ORGANIZATION_MEMBER)
                .where(ORGANIZATION_MEMBER.ORGANIZATION_ID.in(organizations)));
    }
}
