package io.meridian.admin.key;

import static io.meridian.store.jooq.Tables.DELETED_KEY;
import static io.meridian.store.jooq.Tables.SPENT;
import static io.meridian.store.jooq.Tables.TEAM;
import static io.meridian.store.jooq.Tables.VIRTUAL_KEY;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import io.meridian.limits.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.SortField;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The columns by which keys are filtered and sorted, of the living and of those that are gone. Immutable.
 *
 * @param id what a list is made of
 */
record KeyTableStore<T>(Table<?> table, TableField<?, T> id, Condition listed) {
    static final KeyTableStore<String> LIVING = new KeyTableStore<>(VIRTUAL_KEY, VIRTUAL_KEY.TOKEN, noCondition());
    static final KeyTableStore<String> ALIASES =
            new KeyTableStore<>(VIRTUAL_KEY, VIRTUAL_KEY.KEY_ALIAS, VIRTUAL_KEY.KEY_ALIAS.isNotNull());
    static final KeyTableStore<Long> GONE = new KeyTableStore<>(DELETED_KEY, DELETED_KEY.DELETED_ID, noCondition());

    /** Sessions of the user interface are keys of this team, and in no list. */
    private static final String SESSIONS = "litellm-dashboard";

    /** Each part is found by an index of its own. */
    List<Condition> parts(KeyFilter filter, Collection<KeyScope> scopes) {
        List<Condition> parts = new ArrayList<>();
        for (KeyScope scope : scopes) {
            for (Condition part : parts(scope)) {
                for (Condition ofOrganization : ofOrganizations(filter.organizationId())) {
                    parts.add(part.and(ofOrganization).and(filter(filter)));
                }
            }
        }
        return parts;
    }

    /** What is equal in it follows the hash, or the number of its departure. */
    List<SortField<?>> order(KeyOrder order) {
        List<SortField<?>> fields = new ArrayList<>();
        for (Field<?> field :
                List.of(sorted(order.column()), id.equals(DELETED_KEY.DELETED_ID) ? id : column(VIRTUAL_KEY.TOKEN))) {
            fields.add(order.ascending() ? field.asc() : field.desc());
        }
        return fields;
    }

    private Field<?> sorted(KeyOrder.Column column) {
        return switch (column) {
            case MAX_BUDGET -> column(VIRTUAL_KEY.MAX_BUDGET);
            case CREATED_AT -> column(VIRTUAL_KEY.CREATED_AT);
            case UPDATED_AT -> column(VIRTUAL_KEY.UPDATED_AT);
            case TOKEN -> column(VIRTUAL_KEY.TOKEN);
            case KEY_ALIAS -> column(VIRTUAL_KEY.KEY_ALIAS);
            case SPEND -> table.equals(DELETED_KEY) ? DELETED_KEY.SPEND : spent();
        };
    }

    /** In the last period in which the key has spent anything: which one runs now only the key can tell. */
    private static Field<Long> spent() {
        return coalesce(
                DSL.field(select(SPENT.AMOUNT_NANO)
                        .from(SPENT)
                        .where(SPENT.SCOPE.eq(inline(Scope.API_KEY.wireName())))
                        .and(SPENT.ID.eq(coalesce(VIRTUAL_KEY.ACCOUNT, VIRTUAL_KEY.TOKEN)))
                        .orderBy(SPENT.PERIOD_START.desc())
                        .limit(inline(1))),
                inline(0L));
    }

    private List<Condition> parts(KeyScope scope) {
        Field<String> user = column(VIRTUAL_KEY.USER_ID);
        Field<String> team = column(VIRTUAL_KEY.TEAM_ID);
        Field<String> maker = column(VIRTUAL_KEY.CREATED_BY);
        return switch (scope) {
            case KeyScope.Everything _ -> List.of(noCondition());
            case KeyScope.OfUser own -> List.of(user.eq(own.userId()));
            case KeyScope.OfTeams of -> List.of(team.in(of.teamIds()));
            case KeyScope.ServiceAccountsOf of -> List.of(team.in(of.teamIds()).and(user.isNull()));
            case KeyScope.OfOrganizations of ->
                of.organizationIds().stream()
                        .flatMap(id -> ofOrganizations(id).stream())
                        .toList();
            case KeyScope.MadeBy by ->
                List.of(maker.eq(by.userId()).and(team.isNull().or(team.in(by.teamIds()))));
            case KeyScope.AllMadeBy by -> List.of(maker.eq(by.userId()));
        };
    }

    /** A key belongs to an organization by itself, or through its team. */
    private List<Condition> ofOrganizations(@Nullable String id) {
        return id == null
                ? List.of(noCondition())
                : List.of(
                        column(VIRTUAL_KEY.ORGANIZATION_ID).eq(id),
                        column(VIRTUAL_KEY.TEAM_ID)
                                .in(select(TEAM.TEAM_ID).from(TEAM).where(TEAM.ORGANIZATION_ID.eq(id))));
    }

    private Condition filter(KeyFilter filter) {
        Condition all = listed.and(equal(VIRTUAL_KEY.USER_ID, filter.userId()))
                .and(equal(VIRTUAL_KEY.TEAM_ID, filter.teamId()))
                .and(equal(VIRTUAL_KEY.PROJECT_ID, filter.projectId()))
                .and(equal(VIRTUAL_KEY.AGENT_ID, filter.agentId()))
                .and(equal(
                        VIRTUAL_KEY.TOKEN,
                        filter.hash() == null ? null : filter.hash().hex()))
                .and(equal(VIRTUAL_KEY.KEY_ALIAS, filter.alias()));
        String group = filter.accessGroupId();
        if (group != null) {
            all = all.and(column(VIRTUAL_KEY.ACCESS_GROUP_IDS).contains(new String[] {group}));
        }
        String part = filter.aliasPart();
        if (part != null) {
            all = all.and(DSL.lower(column(VIRTUAL_KEY.KEY_ALIAS)).contains(part.toLowerCase(Locale.ROOT)));
        }
        return SESSIONS.equals(filter.teamId())
                ? DSL.falseCondition()
                : all.and(column(VIRTUAL_KEY.TEAM_ID).isDistinctFrom(inline(SESSIONS)));
    }

    private Condition equal(TableField<?, String> column, @Nullable String value) {
        return value == null ? noCondition() : column(column).eq(val(value));
    }

    /** The column of the same name in the table that is listed. */
    private <V> Field<V> column(TableField<?, V> living) {
        return table.equals(VIRTUAL_KEY) ? living : table.field(living.getName(), living.getDataType());
    }
}
