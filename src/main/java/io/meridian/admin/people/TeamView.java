package io.meridian.admin.people;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.View;
import io.meridian.base.BudgetPeriod;
import io.meridian.base.JsonText;
import io.meridian.base.Usd;
import io.meridian.directory.MemberStore;
import io.meridian.directory.Team;
import java.util.List;

/** A team as administrators and members get to see it: the columns of the contract. */
final class TeamView {
    private TeamView() {}

    /** The columns of a team, with its members and what it has spent in the period that runs now. */
    static ObjectNode of(Team team, List<MemberStore.Person> members, Usd spent, BudgetPeriod period) {
        ObjectNode view = JsonText.object();
        view.put("team_id", team.id());
        view.put("team_alias", team.alias());
        view.put("organization_id", team.organizationId());
        // what they were for is told by members_with_roles
        view.putArray("admins");
        view.putArray("members");
        ArrayNode withRoles = view.putArray("members_with_roles");
        members.forEach(person -> withRoles
                .addObject()
                .put("role", person.member().roleName())
                .put("user_id", person.member().userId())
                .put("user_email", person.email()));
        if (team.forMembers().permissions().isPresent()) {
            View.put(view, "team_member_permissions", team.memberPermissions());
        } else {
            view.putNull("team_member_permissions");
        }
        ObjectNode metadata = (ObjectNode) JsonText.stored(team.details().metadata());
        view.set("metadata", metadata);
        view.set("tpd_limit", metadata.get("tpd_limit"));
        if (team.forMembers().budgetId() != null) {
            metadata.put(TeamViews.MEMBER_BUDGET_ID, team.forMembers().budgetId());
        }
        View.put(view, team.rates());
        View.put(view, team.budget(), period);
        view.set("budget_limits", View.stored(team.details().budgetLimits()));
        View.put(view, "models", team.access().models());
        view.put("blocked", team.access().blocked());
        addDetails(view, team, spent);
        View.put(view, team.stamps());
        return view;
    }

    private static void addDetails(ObjectNode view, Team team, Usd spent) {
        view.set("router_settings", View.stored(team.details().routerSettings()));
        View.put(view, "access_group_ids", team.details().accessGroupIds());
        View.put(view, "default_team_member_models", team.forMembers().models());
        view.set("spend", JsonText.number(spent.toDecimal()));
        view.putNull("model_id");
        view.putObject("model_spend");
        view.set("model_max_budget", JsonText.stored(team.details().modelMaxBudget()));
        View.put(view, "policies", team.details().policies());
        view.put("allow_team_guardrail_config", false);
        ObjectNode aliases = JsonText.object();
        team.access().aliases().forEach(aliases::put);
        if (aliases.isEmpty()) {
            view.putNull("litellm_model_table");
        } else {
            view.putObject("litellm_model_table").set("model_aliases", aliases);
        }
        view.set("object_permission", View.stored(team.details().objectPermission()));
        view.putNull("object_permission_id");
    }
}
