package io.meridian.directory;

import static io.meridian.store.Columns.timestamp;
import static io.meridian.store.jooq.Tables.ORGANIZATION_MEMBER;
import static io.meridian.store.jooq.Tables.TEAM_MEMBER;

import io.meridian.store.Change;
import io.meridian.store.ChangeLog;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import io.meridian.store.jooq.tables.records.OrganizationMemberRecord;
import io.meridian.store.jooq.tables.records.TeamMemberRecord;
import java.util.Optional;

/** Who belongs to which team and organization. Every write is noted in the change log of the same transaction. */
public final class MemberStore {
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
