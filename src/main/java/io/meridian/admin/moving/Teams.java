package io.meridian.admin.moving;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.directory.Stamps;
import io.meridian.directory.Team;
import io.meridian.directory.TeamStore;
import io.meridian.limits.Scope;
import io.meridian.store.Transaction;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Teams without their members. */
final class Teams implements Goods<Team> {
    private static final String MEMBERS = "members_with_roles";
    private static final String MEMBER_BUDGET = "team_member_budget_id";

    private final Surroundings surroundings;
    private final TeamStore store;

    Teams(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.store = new TeamStore(surroundings.here());
    }

    @Override
    public Kind kind() {
        return Kind.TEAM;
    }

    @Override
    public String table() {
        return "LiteLLM_TeamTable";
    }

    @Override
    public String query() {
        return SourceStore.rows(table(), "t.team_id");
    }

    @Override
    public Team read(Transaction transaction, SourceRow row) throws NotTaken {
        Stamps stamps = row.stamps();
        if (row.has(MEMBERS) && !row.tree(MEMBERS).isArray()) {
            row.remark("taken without members, for " + MEMBERS + " is no list");
        }
        return new Team(
                row.id("team_id"),
                row.text("team_alias"),
                row.reference("organization_id", Kind.ORGANIZATION, surroundings.presence()),
                new Team.Access(row.texts("models"), surroundings.aliases(row), row.flag("blocked")),
                row.rates(),
                row.cap(stamps.createdAt()),
                new Team.ForMembers(
                        Optional.of(row.texts("team_member_permissions")).filter(some -> !some.isEmpty()),
                        row.texts("default_team_member_models"),
                        memberBudget(row)),
                new Team.Details(
                        row.json("metadata"),
                        row.json("model_max_budget"),
                        row.optionalJson("budget_limits"),
                        row.optionalJson("router_settings"),
                        surroundings.objectPermission(row),
                        row.texts("access_group_ids"),
                        row.texts("policies")),
                stamps);
    }

    /** What every new member gets, which there stands in the metadata. */
    private @Nullable String memberBudget(SourceRow row) {
        JsonNode budget = row.tree("metadata").path(MEMBER_BUDGET);
        if (!budget.isTextual()) {
            return null;
        }
        if (!surroundings.presence().has(Kind.BUDGET, budget.textValue())) {
            row.remark("taken without " + MEMBER_BUDGET + ", which names none that is here");
            return null;
        }
        return budget.textValue();
    }

    @Override
    public String id(Team team) {
        return team.id();
    }

    @Override
    public Optional<Team> find(Transaction transaction, Team team) {
        return store.findForUpdate(transaction, team.id());
    }

    @Override
    public Instant changedAt(Team here) {
        return here.stamps().updatedAt();
    }

    @Override
    public void create(Transaction transaction, Team team) {
        store.create(transaction, team);
    }

    @Override
    public void update(Transaction transaction, Team team) {
        store.update(transaction, team);
    }

    @Override
    public Optional<Total> total(Team here) {
        return Optional.of(surroundings.total(Scope.TEAM.wireName(), here.id(), here.budget(), here.stamps()));
    }
}
