package io.meridian.admin.moving;

import io.meridian.directory.MemberStore;
import io.meridian.directory.OrganizationMember;
import io.meridian.directory.OrganizationMember.Rank;
import io.meridian.directory.Stamps;
import io.meridian.directory.TeamMember;
import io.meridian.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/** Who belongs to which organization. */
final class OrganizationMembers implements Goods<OrganizationMember> {
    private static final String SCOPE = "organization_member";

    private final Surroundings surroundings;
    private final MemberStore store;

    OrganizationMembers(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.store = new MemberStore(surroundings.here());
    }

    @Override
    public Kind kind() {
        return Kind.ORGANIZATION_MEMBER;
    }

    @Override
    public String table() {
        return "LiteLLM_OrganizationMembership";
    }

    @Override
    public String query() {
        return SourceStore.rowsWithBudget(table(), "t.organization_id, t.user_id");
    }

    @Override
    public OrganizationMember read(Transaction transaction, SourceRow row) throws NotTaken {
        String organization = row.id("organization_id");
        String user = row.id("user_id");
        if (!surroundings.presence().has(Kind.ORGANIZATION, organization)
                || !surroundings.presence().has(Kind.USER, user)) {
            throw new NotTaken("its user or its organization is not here");
        }
        Stamps stamps = row.stamps();
        return new OrganizationMember(
                organization,
                user,
                rank(row),
                row.reference("budget_id", Kind.BUDGET, surroundings.presence()),
                stamps.createdAt(),
                stamps.updatedAt());
    }

    private static Rank rank(SourceRow row) {
        return Optional.ofNullable(row.text("user_role")).flatMap(Rank::of).orElseGet(() -> {
            row.remark("taken as internal_user_viewer, for user_role is none we know");
            return Rank.INTERNAL_USER_VIEWER;
        });
    }

    @Override
    public String id(OrganizationMember member) {
        return TeamMember.account(member.organizationId(), member.userId());
    }

    @Override
    public Optional<OrganizationMember> find(Transaction transaction, OrganizationMember member) {
        return store.findInOrganization(transaction, member.organizationId(), member.userId());
    }

    @Override
    public Instant changedAt(OrganizationMember here) {
        return here.updatedAt();
    }

    @Override
    public void create(Transaction transaction, OrganizationMember member) {
        store.put(transaction, member);
    }

    @Override
    public void update(Transaction transaction, OrganizationMember member) {
        store.put(transaction, member);
    }

    @Override
    public Optional<Total> total(OrganizationMember here) {
        return Optional.of(surroundings.total(SCOPE, id(here), here.budgetId()));
    }
}
