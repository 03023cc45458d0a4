package io.meridian.directory;

import static io.meridian.store.Columns.timestamp;
import static io.meridian.store.jooq.Tables.ORGANIZATION_MEMBER;
import static io.meridian.store.jooq.Tables.SPENT;
import static io.meridian.store.jooq.Tables.TEAM_MEMBER;

import io.meridian.store.Change;
import io.meridian.store.ChangeLog;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import io.meridian.store.jooq.tables.records.OrganizationMemberRecord;
import io.meridian.store.jooq.tables.records.TeamMemberRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Who belongs to which team and organization. Every write is noted in the change log of the same transaction. */
public final class MemberStore {
    private static final int FIRST_FEW = 5;

    // one walk down an index for each, however many members there are
    private static final String MEMBERS_OF_TEAMS = "select m.*, u.user_email from unnest({0}::text[]) t (team_id)"
            + " cross join lateral (select * from team_member where team_id = t.team_id order by user_id limit {1}) m"
            + " join gateway_user u on u.user_id = m.user_id order by m.team_id, m.user_id";
    private static final String TEAMS_OF_USERS = "select m.user_id, m.team_id from unnest({0}::text[]) u (user_id)"
            + " cross join lateral (select user_id, team_id from team_member where user_id = u.user_id"
            + " order by team_id limit {1}) m order by m.user_id, m.team_id";

    private final Database database;
    private final ChangeLog changes;

    public MemberStore(Database database) {
        this.database = database;
        this.changes = new ChangeLog(database);
    }

    /** Everything a user belongs to. */
    public Memberships of(String userId) {
        return database.lookUp(jooq -> Memberships.of(
                jooq.selectFrom(TEAM_MEMBER)
                        .where(TEAM_MEMBER.USER_ID.eq(userId))
                        .fetch(MemberStore::toMember),
                jooq.selectFrom(ORGANIZATION_MEMBER)
                        .where(ORGANIZATION_MEMBER.USER_ID.eq(userId))
                        .fetch(MemberStore::toMember)));
    }

    public Optional<TeamMember> find(Transaction transaction, String teamId, String userId) {
        return transaction
                .jooq()
                .fetchOptional(TEAM_MEMBER, TEAM_MEMBER.TEAM_ID.eq(teamId).and(TEAM_MEMBER.USER_ID.eq(userId)))
                .map(MemberStore::toMember);
    }

    /** A member with the address of its user. */
    public record Person(TeamMember member, @Nullable String email) {}

    /** The first members of each of these teams, in the order of their ids. */
    public Map<String, List<Person>> ofTeams(Collection<String> teamIds, int mostOfEach) {
        return database.query(jooq -> people(jooq, teamIds, mostOfEach));
    }

    /** As {@link #ofTeams}, of one team, as the transaction sees it. */
    public List<Person> ofTeam(Transaction transaction, String teamId, int most) {
        return people(transaction.jooq(), List.of(teamId), most).getOrDefault(teamId, List.of());
    }

    public long count(Transaction transaction, String teamId) {
        return transaction.jooq().fetchCount(TEAM_MEMBER, TEAM_MEMBER.TEAM_ID.eq(teamId));
    }

    /** How many members each of these teams has. */
    public Map<String, Long> counts(Collection<String> teamIds) {
        Map<String, Long> counts = new HashMap<>();
        database.query(jooq -> jooq.select(TEAM_MEMBER.TEAM_ID, DSL.count())
                        .from(TEAM_MEMBER)
                        .where(TEAM_MEMBER.TEAM_ID.in(teamIds))
                        .groupBy(TEAM_MEMBER.TEAM_ID)
                        .fetch())
                .forEach(row -> counts.put(row.value1(), (long) row.value2()));
        return counts;
    }

    /** The first teams of each of these users, in the order of their ids. */
    public Map<String, List<String>> teamsOf(Collection<String> userIds, int mostOfEach) {
        Map<String, List<String>> teams = new HashMap<>();
        database.query(jooq -> jooq.resultQuery(
                                TEAMS_OF_USERS, DSL.val(userIds.toArray(String[]::new)), DSL.val(mostOfEach))
                        .fetch())
                .forEach(row -> teams.computeIfAbsent(row.get(0, String.class), user -> new ArrayList<>())
                        .add(row.get(1, String.class)));
        return teams;
    }

    /** What these accounts of members have spent in all periods together, in nano-dollars. */
    public Map<String, Long> everSpent(Collection<String> accounts) {
        Map<String, Long> amounts = new HashMap<>();
        database.query(jooq -> jooq.select(SPENT.ID, DSL.sum(SPENT.AMOUNT_NANO))
                        .from(SPENT)
                        .where(SPENT.SCOPE.eq("team_member"))
                        .and(SPENT.ID.in(accounts))
                        .groupBy(SPENT.ID)
                        .fetch())
                .forEach(row -> amounts.put(row.value1(), row.value2().longValue()));
        return amounts;
    }

    /** Every membership of these users in teams, locked until the transaction ends. */
    public List<TeamMember> ofUsersForUpdate(Transaction transaction, Collection<String> userIds) {
        return transaction
                .jooq()
                .selectFrom(TEAM_MEMBER)
                .where(TEAM_MEMBER.USER_ID.in(userIds))
                .orderBy(TEAM_MEMBER.TEAM_ID, TEAM_MEMBER.USER_ID)
                .forUpdate()
                .fetch(MemberStore::toMember);
    }

    /** Every membership of a team, locked until the transaction ends. */
    public List<TeamMember> ofTeamForUpdate(Transaction transaction, String teamId) {
        return transaction
                .jooq()
                .selectFrom(TEAM_MEMBER)
                .where(TEAM_MEMBER.TEAM_ID.eq(teamId))
                .orderBy(TEAM_MEMBER.USER_ID)
                .forUpdate()
                .fetch(MemberStore::toMember);
    }

    /** The budgets these users have as members of organizations. */
    public List<String> organizationBudgets(Transaction transaction, Collection<String> userIds) {
        return transaction
                .jooq()
                .select(ORGANIZATION_MEMBER.BUDGET_ID)
                .from(ORGANIZATION_MEMBER)
                .where(ORGANIZATION_MEMBER.USER_ID.in(userIds))
                .and(ORGANIZATION_MEMBER.BUDGET_ID.isNotNull())
                .fetch(ORGANIZATION_MEMBER.BUDGET_ID);
    }

    /** Those members of a team who do not belong to an organization; the first few. */
    public List<String> strangersTo(Transaction transaction, String organizationId, String teamId) {
        return transaction
                .jooq()
                .select(TEAM_MEMBER.USER_ID)
                .from(TEAM_MEMBER)
                .where(TEAM_MEMBER.TEAM_ID.eq(teamId))
                .and(TEAM_MEMBER.USER_ID.notIn(DSL.select(ORGANIZATION_MEMBER.USER_ID)
                        .from(ORGANIZATION_MEMBER)
                        .where(ORGANIZATION_MEMBER.ORGANIZATION_ID.eq(organizationId))))
                .orderBy(TEAM_MEMBER.USER_ID)
                .limit(FIRST_FEW)
                .fetch(TEAM_MEMBER.USER_ID);
    }

    private static Map<String, List<Person>> people(DSLContext jooq, Collection<String> teamIds, int mostOfEach) {
        Map<String, List<Person>> people = new HashMap<>();
        jooq.resultQuery(MEMBERS_OF_TEAMS, DSL.val(teamIds.toArray(String[]::new)), DSL.val(mostOfEach))
                .fetch()
                .forEach(row -> {
                    TeamMember member = toMember(row.into(TEAM_MEMBER));
                    people.computeIfAbsent(member.teamId(), team -> new ArrayList<>())
                            .add(new Person(member, row.get("user_email", String.class)));
                });
        return people;
    }

    /** Adds a member, or replaces what the membership says. */
    public void put(Transaction transaction, TeamMember member) {
        TeamMemberRecord row = new TeamMemberRecord(
                member.teamId(),
                member.userId(),
                member.roleName(),
                member.budgetId(),
                timestamp(member.createdAt()),
                timestamp(member.updatedAt()));
        transaction
                .jooq()
                .insertInto(TEAM_MEMBER)
                .set(row)
                .onDuplicateKeyUpdate()
                .set(TEAM_MEMBER.ROLE, row.getRole())
                .set(TEAM_MEMBER.BUDGET_ID, row.getBudgetId())
                .set(TEAM_MEMBER.UPDATED_AT, row.getUpdatedAt())
                .execute();
        changes.record(transaction, Change.Kind.MEMBERSHIP, member.userId());
    }

    public boolean remove(Transaction transaction, String teamId, String userId) {
        int removed = transaction
                .jooq()
                .deleteFrom(TEAM_MEMBER)
                .where(TEAM_MEMBER.TEAM_ID.eq(teamId).and(TEAM_MEMBER.USER_ID.eq(userId)))
                .execute();
        if (removed > 0) {
            changes.record(transaction, Change.Kind.MEMBERSHIP, userId);
        }
        return removed > 0;
    }

    /** Adds a member, or replaces what the membership says. */
    public void put(Transaction transaction, OrganizationMember member) {
        OrganizationMemberRecord row = new OrganizationMemberRecord(
                member.organizationId(),
                member.userId(),
                member.rank().wireName(),
                member.budgetId(),
                timestamp(member.createdAt()),
                timestamp(member.updatedAt()));
        transaction
                .jooq()
                .insertInto(ORGANIZATION_MEMBER)
                .set(row)
                .onDuplicateKeyUpdate()
                .set(ORGANIZATION_MEMBER.USER_ROLE, row.getUserRole())
                .set(ORGANIZATION_MEMBER.BUDGET_ID, row.getBudgetId())
                .set(ORGANIZATION_MEMBER.UPDATED_AT, row.getUpdatedAt())
                .execute();
        changes.record(transaction, Change.Kind.MEMBERSHIP, member.userId());
    }

    /** The membership in an organization that the transaction has locked. */
    public Optional<OrganizationMember> findInOrganization(
            Transaction transaction, String organizationId, String userId) {
        return transaction
                .jooq()
                .fetchOptional(
                        ORGANIZATION_MEMBER,
                        ORGANIZATION_MEMBER
                                .ORGANIZATION_ID
                                .eq(organizationId)
                                .and(ORGANIZATION_MEMBER.USER_ID.eq(userId)))
                .map(MemberStore::toMember);
    }

    public void removeFromOrganization(Transaction transaction, String organizationId, String userId) {
        transaction
                .jooq()
                .deleteFrom(ORGANIZATION_MEMBER)
                .where(ORGANIZATION_MEMBER
                        .ORGANIZATION_ID
                        .eq(organizationId)
                        .and(ORGANIZATION_MEMBER.USER_ID.eq(userId)))
                .execute();
        changes.record(transaction, Change.Kind.MEMBERSHIP, userId);
    }

    /** Notes that what these users belong to has changed with the deletion of something else. */
    public void changed(Transaction transaction, Collection<String> userIds) {
        userIds.forEach(user -> changes.record(transaction, Change.Kind.MEMBERSHIP, user));
    }

    static TeamMember toMember(TeamMemberRecord row) {
        return new TeamMember(
                row.getTeamId(),
                row.getUserId(),
                row.getRole().equals("admin"),
                row.getBudgetId(),
                row.getCreatedAt().toInstant(),
                row.getUpdatedAt().toInstant());
    }

    static OrganizationMember toMember(OrganizationMemberRecord row) {
        return new OrganizationMember(
                row.getOrganizationId(),
                row.getUserId(),
                OrganizationMember.Rank.of(row.getUserRole()).orElseThrow(),
                row.getBudgetId(),
                row.getCreatedAt().toInstant(),
                row.getUpdatedAt().toInstant());
    }
}
