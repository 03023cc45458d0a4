package io.meridian.admin.moving;

import io.meridian.directory.MemberStore;
import io.meridian.directory.Stamps;
import io.meridian.directory.TeamMember;
import io.meridian.limits.Scope;
import io.meridian.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/**
 * Who belongs to which team. There it stands in three places; the list of the team is the one that is believed, since
 * it alone says who is an administrator.
 */
final class TeamMembers implements Goods<TeamMember> {
    private static final String MEMBERSHIPS = "LiteLLM_TeamMembership";
    private static final String LISTED = """
        from public."LiteLLM_TeamTable" t
          cross join lateral jsonb_array_elements(
            case jsonb_typeof(t.members_with_roles) when 'array' then t.members_with_roles else '[]' end) m(listed)
        """;
    /** Who is listed twice is listed once, and as an administrator if once so. */
    private static final String ROWS = """
        select distinct on (t.team_id, m.listed ->> 'user_id', m.listed ->> 'user_email')
            (case jsonb_typeof(m.listed) when 'object' then m.listed else '{}' end || %s
              || jsonb_build_object('team_id', t.team_id))::text
          %s %s
          order by t.team_id, m.listed ->> 'user_id', m.listed ->> 'user_email', (m.listed ->> 'role') = 'admin' desc
        """;

    private static final String WITH_MEMBERSHIP =
            "coalesce(to_jsonb(s), '{}') || jsonb_build_object('budget_reset_at', b.budget_reset_at)";
    private static final String MEMBERSHIP = """
        left join public."LiteLLM_TeamMembership" s on s.team_id = t.team_id and s.user_id = m.listed ->> 'user_id'
          left join public."LiteLLM_BudgetTable" b on b.budget_id = s.budget_id
        """;

    private final Surroundings surroundings;
    private final MemberStore store;

    TeamMembers(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.store = new MemberStore(surroundings.here());
    }

    @Override
    public Kind kind() {
        return Kind.TEAM_MEMBER;
    }

    @Override
    public String table() {
        return "LiteLLM_TeamTable";
    }

    @Override
    public String query() {
        return surroundings.source().has(MEMBERSHIPS)
                ? ROWS.formatted(WITH_MEMBERSHIP, LISTED, MEMBERSHIP)
                : ROWS.formatted("'{}'", LISTED, "");
    }

    @Override
    public TeamMember read(Transaction transaction, SourceRow row) throws NotTaken {
        String team = row.id("team_id");
        if (!row.has("user_id")) {
            throw new NotTaken("the list names no user_id");
        }
        String user = row.id("user_id");
        if (!surroundings.presence().has(Kind.TEAM, team)
                || !surroundings.presence().has(Kind.USER, user)) {
            throw new NotTaken("its user or its team is not here");
        }
        Stamps stamps = row.stamps();
        return new TeamMember(
                team,
                user,
                "admin".equals(row.text("role")),
                row.reference("budget_id", Kind.BUDGET, surroundings.presence()),
                stamps.createdAt(),
                stamps.updatedAt());
    }

    @Override
    public String id(TeamMember member) {
        return member.account();
    }

    @Override
    public Optional<TeamMember> find(Transaction transaction, TeamMember member) {
        return store.find(transaction, member.teamId(), member.userId());
    }

    @Override
    public Instant changedAt(TeamMember here) {
        return here.updatedAt();
    }

    @Override
    public void create(Transaction transaction, TeamMember member) {
        store.put(transaction, member);
    }

    @Override
    public void update(Transaction transaction, TeamMember member) {
        store.put(transaction, member);
    }

    @Override
    public Optional<Total> total(TeamMember here) {
        return Optional.of(surroundings.total(Scope.TEAM_MEMBER.wireName(), here.account(), here.budgetId()));
    }
}
