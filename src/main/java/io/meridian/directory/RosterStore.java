package io.meridian.directory;

import static io.meridian.store.jooq.Tables.GATEWAY_USER;
import static io.meridian.store.jooq.Tables.ORGANIZATION;
import static io.meridian.store.jooq.Tables.ORGANIZATION_MEMBER;
import static io.meridian.store.jooq.Tables.PROJECT;
import static io.meridian.store.jooq.Tables.TEAM;
import static io.meridian.store.jooq.Tables.TEAM_MEMBER;
import static io.meridian.store.jooq.Tables.VIRTUAL_KEY;

import io.meridian.store.Database;
import io.meridian.store.Transaction;
import io.meridian.store.jooq.tables.records.OrganizationMemberRecord;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jooq.Condition;
import org.jooq.Record2;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Organizations with what belongs to them, read for lists and locked for deletion. Thread-safe. */
public final class RosterStore {
    private final Database database;

    public RosterStore(Database database) {
        this.database = database;
    }

    /** A member, and the address by which people know them. */
    public record Member(
            OrganizationMember membership, @Nullable String email) {}

    /** Which organizations a list is about; nothing is everything. The alias may be a part of one. */
    public record Filter(Optional<Collection<String>> ids, Optional<String> id, Optional<String> alias) {}

    /** In the order of their ids. */
    public List<Organization> organizations(Filter filter, long offset, int most) {
        Condition condition = filter.ids()
                .map(ORGANIZATION.ORGANIZATION_ID::in)
                .orElse(DSL.noCondition())
                .and(filter.id().map(ORGANIZATION.ORGANIZATION_ID::eq).orElse(DSL.noCondition()))
                .and(filter.alias()
                        .map(ORGANIZATION.ORGANIZATION_ALIAS::containsIgnoreCase)
                        .orElse(DSL.noCondition()));
        return database.query(jooq -> jooq.selectFrom(ORGANIZATION)
                .where(condition)
                .orderBy(ORGANIZATION.ORGANIZATION_ID)
                .limit(most)
                .offset(offset)
                .fetch(OrganizationStore::toOrganization));
    }

    public List<Member> members(Collection<String> organizations) {
        return database.query(jooq -> jooq.select(ORGANIZATION_MEMBER, GATEWAY_USER.USER_EMAIL)
                .from(ORGANIZATION_MEMBER)
                .join(GATEWAY_USER)
                .on(GATEWAY_USER.USER_ID.eq(ORGANIZATION_MEMBER.USER_ID))
                .where(ORGANIZATION_MEMBER.ORGANIZATION_ID.in(organizations))
                .orderBy(ORGANIZATION_MEMBER.USER_ID)
                .fetch(RosterStore::member));
    }

    public List<Team> teams(Collection<String> organizations) {
        return database.query(jooq -> jooq.selectFrom(TEAM)
                .where(TEAM.ORGANIZATION_ID.in(organizations))
                .orderBy(TEAM.TEAM_ID)
                .fetch(TeamStore::toTeam));
    }

    /** The teams of an organization that the transaction has locked, locked as well. */
    public List<Team> lockTeams(Transaction transaction, String organization) {
        return transaction
                .jooq()
                .selectFrom(TEAM)
                .where(TEAM.ORGANIZATION_ID.eq(organization))
                .orderBy(TEAM.TEAM_ID)
                .forUpdate()
                .fetch(TeamStore::toTeam);
    }

    /** The hashes of the keys of these teams and of this organization, locked. */
    public List<String> lockKeys(Transaction transaction, String organization, Collection<String> teams) {
        return transaction
                .jooq()
                .select(VIRTUAL_KEY.TOKEN)
                .from(VIRTUAL_KEY)
                .where(VIRTUAL_KEY.TEAM_ID.in(teams).or(VIRTUAL_KEY.ORGANIZATION_ID.eq(organization)))
                .orderBy(VIRTUAL_KEY.TOKEN)
                .forUpdate()
                .fetch(VIRTUAL_KEY.TOKEN);
    }

    public List<String> projects(Transaction transaction, Collection<String> teams) {
        return transaction
                .jooq()
                .select(PROJECT.PROJECT_ID)
                .from(PROJECT)
                .where(PROJECT.TEAM_ID.in(teams))
                .orderBy(PROJECT.PROJECT_ID)
                .forUpdate()
                .fetch(PROJECT.PROJECT_ID);
    }

    /** Everybody who belongs to the organization or to one of these teams. */
    public Collection<String> users(Transaction transaction, String organization, Collection<String> teams) {
        return new TreeSet<>(transaction
                .jooq()
                .select(ORGANIZATION_MEMBER.USER_ID)
                .from(ORGANIZATION_MEMBER)
                .where(ORGANIZATION_MEMBER.ORGANIZATION_ID.eq(organization))
                .union(DSL.select(TEAM_MEMBER.USER_ID).from(TEAM_MEMBER).where(TEAM_MEMBER.TEAM_ID.in(teams)))
                .fetch(ORGANIZATION_MEMBER.USER_ID));
    }

    /** The budgets to which the organization, its members, these teams, their members and projects refer. */
    public Collection<String> budgets(Transaction transaction, String organization, Collection<String> teams) {
        return new TreeSet<>(transaction
                .jooq()
                .select(ORGANIZATION.BUDGET_ID)
                .from(ORGANIZATION)
                .where(ORGANIZATION.ORGANIZATION_ID.eq(organization))
                .union(DSL.select(ORGANIZATION_MEMBER.BUDGET_ID)
                        .from(ORGANIZATION_MEMBER)
                        .where(ORGANIZATION_MEMBER
                                .ORGANIZATION_ID
                                .eq(organization)
                                .and(ORGANIZATION_MEMBER.BUDGET_ID.isNotNull())))
                .union(DSL.select(TEAM.TEAM_MEMBER_BUDGET_ID)
                        .from(TEAM)
                        .where(TEAM.TEAM_ID.in(teams).and(TEAM.TEAM_MEMBER_BUDGET_ID.isNotNull())))
                .union(DSL.select(TEAM_MEMBER.BUDGET_ID)
                        .from(TEAM_MEMBER)
                        .where(TEAM_MEMBER.TEAM_ID.in(teams).and(TEAM_MEMBER.BUDGET_ID.isNotNull())))
                .union(DSL.select(PROJECT.BUDGET_ID)
                        .from(PROJECT)
                        .where(PROJECT.TEAM_ID.in(teams).and(PROJECT.BUDGET_ID.isNotNull())))
                .fetch(ORGANIZATION.BUDGET_ID));
    }

    private static Member member(Record2<OrganizationMemberRecord, String> row) {
        return new Member(MemberStore.toMember(row.value1()), row.value2());
    }
}
