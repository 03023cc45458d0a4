package io.meridian.directory;

import static io.meridian.store.jooq.Tables.DELETED_TEAM;
import static io.meridian.store.jooq.Tables.TEAM;
import static io.meridian.store.jooq.Tables.TEAM_MEMBER;

import io.meridian.store.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** Teams by the page, those that are gone too. Thread-safe. */
public final class TeamListStore {
    private static final Columns TEAMS = new Columns();

    private final Database database;

    public TeamListStore(Database database) {
        this.database = database;
    }

    /** By what a list can be sorted; the names are those of the wire. */
    public enum Order {
        TEAM_ID,
        TEAM_ALIAS,
        CREATED_AT
    }

    /** Which teams; what is absent restricts nothing. {@code without} is whether only those of no organization. */
    public record Filter(
            Optional<Visible> visible,
            Optional<String> id,
            Optional<String> idPrefix,
            Optional<String> aliasPart,
            Optional<String> part,
            Optional<String> organization,
            boolean without,
            Optional<String> member) {
        public static final Filter ALL = new Filter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty());

        public Filter seenBy(Optional<Visible> somebody) {
            return new Filter(somebody, id, idPrefix, aliasPart, part, organization, without, member);
        }

        public Filter of(String user) {
            return new Filter(visible, id, idPrefix, aliasPart, part, organization, without, Optional.of(user));
        }
    }

    /** The columns by which both kinds are found. */
    private record Columns(
            Table<?> table,
            Field<String> id,
            Field<String> alias,
            Field<String> organization,
            Field<?> createdAt,
            Field<?> tie) {
        Columns() {
            this(TEAM, TEAM.TEAM_ID, TEAM.TEAM_ALIAS, TEAM.ORGANIZATION_ID, TEAM.CREATED_AT, TEAM.TEAM_ID);
        }

        static Columns gone() {
            return new Columns(
                    DELETED_TEAM,
                    DELETED_TEAM.TEAM_ID,
                    DELETED_TEAM.TEAM_ALIAS,
                    DELETED_TEAM.ORGANIZATION_ID,
                    DELETED_TEAM.CREATED_AT,
                    DELETED_TEAM.DELETED_ID);
        }

        Field<?> of(Order order) {
            return switch (order) {
                case TEAM_ID -> id;
                case TEAM_ALIAS -> alias;
                case CREATED_AT -> createdAt;
            };
        }
    }

    public List<Team> page(Filter filter, Order order, boolean descending, long offset, int size) {
        Field<?> sort = TEAMS.of(order);
        return database.query(jooq -> jooq.selectFrom(TEAM)
                .where(conditions(filter, TEAMS))
                .orderBy(descending ? sort.desc() : sort.asc(), descending ? TEAM.TEAM_ID.desc() : TEAM.TEAM_ID.asc())
                .limit(size)
                .offset(offset)
                .fetch(TeamStore::toTeam));
    }

    public long count(Filter filter) {
        return database.query(jooq -> (long) jooq.fetchCount(TEAM, DSL.and(conditions(filter, TEAMS))));
    }

    /** Those of these ids that exist. */
    public List<Team> find(List<String> ids) {
        return database.query(jooq -> jooq.selectFrom(TEAM)
                .where(TEAM.TEAM_ID.in(ids))
                .orderBy(TEAM.TEAM_ID)
                .fetch(TeamStore::toTeam));
    }

    public List<DeletedTeam> gone(Filter filter, Order order, boolean descending, long offset, int size) {
        Columns deleted = Columns.gone();
        Field<?> sort = deleted.of(order);
        return database.query(jooq -> jooq.selectFrom(DELETED_TEAM)
                .where(conditions(filter, deleted))
                .orderBy(
                        descending ? sort.desc() : sort.asc(),
                        descending ? deleted.tie().desc() : deleted.tie().asc())
                .limit(size)
                .offset(offset)
                .fetch(row -> new DeletedTeam(
                        row.getDeletedId(),
                        row.getTeam().data(),
                        row.getDeletedAt().toInstant(),
                        row.getDeletedBy(),
                        row.getDeletedByApiKey(),
                        row.getLitellmChangedBy())));
    }

    public long countGone(Filter filter) {
        return database.query(jooq ->
                (long) jooq.fetchCount(DELETED_TEAM, DSL.and(conditions(filter, Columns.gone()))));
    }

    private static List<Condition> conditions(Filter filter, Columns columns) {
        List<Condition> all = new ArrayList<>();
        filter.id().ifPresent(id -> all.add(columns.id.eq(id)));
        filter.idPrefix().ifPresent(prefix -> all.add(columns.id.startsWith(prefix)));
        filter.aliasPart().ifPresent(part -> all.add(columns.alias.containsIgnoreCase(part)));
        filter.part()
                .ifPresent(part ->
                        all.add(columns.alias.containsIgnoreCase(part).or(columns.id.containsIgnoreCase(part))));
        filter.organization().ifPresent(organization -> all.add(columns.organization.eq(organization)));
        if (filter.without()) {
            all.add(columns.organization.isNull());
        }
        filter.member()
                .ifPresent(user -> all.add(columns.id.in(
                        DSL.select(TEAM_MEMBER.TEAM_ID).from(TEAM_MEMBER).where(TEAM_MEMBER.USER_ID.eq(user)))));
        filter.visible()
                .ifPresent(visible ->
                        all.add(columns.id.in(visible.teams()).or(columns.organization.in(visible.organizations()))));
        return all;
    }
}
