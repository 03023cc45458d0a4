package io.meridian.admin.organization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.allowance.Allowances;
import io.meridian.admin.allowance.BudgetView;
import io.meridian.admin.form.View;
import io.meridian.admin.office.Office;
import io.meridian.base.JsonText;
import io.meridian.base.Usd;
import io.meridian.directory.Budget;
import io.meridian.directory.Organization;
import io.meridian.directory.OrganizationMember;
import io.meridian.directory.RosterStore;
import io.meridian.directory.RosterStore.Member;
import io.meridian.directory.Team;
import io.meridian.directory.User;
import io.meridian.limits.Scope;
import io.meridian.spend.Charge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Organizations as answers show them, with members, teams and what they have spent. Thread-safe. */
final class OrganizationView {
    private final Office office;
    private final RosterStore roster;
    private final Allowances allowances;

    OrganizationView(Office office) {
        this.office = office;
        this.roster = new RosterStore(office.database());
        this.allowances = new Allowances(office);
    }

    /** What several organizations have in all, read at once. */
    private record Facts(List<Member> members, List<Team> teams, Map<String, Budget> budgets, Map<Charge, Usd> spent) {
        Optional<Budget> budget(@Nullable String id) {
            return Optional.ofNullable(id).map(budgets::get);
        }
    }

    ObjectNode of(Organization organization) {
        return (ObjectNode) of(List.of(organization)).get(0);
    }

    ArrayNode of(List<Organization> organizations) {
        List<String> ids = organizations.stream().map(Organization::id).toList();
        List<Member> members = roster.members(ids);
        List<Team> teams = roster.teams(ids);
        Set<String> budgetIds = new TreeSet<>();
        organizations.forEach(organization -> budgetIds.add(organization.budgetId()));
        members.forEach(
                member -> Optional.ofNullable(member.membership().budgetId()).ifPresent(budgetIds::add));
        Map<String, Budget> budgets = allowances.find(budgetIds);
        Facts known = new Facts(members, teams, budgets, Map.of());
        List<Charge> totals = new ArrayList<>();
        organizations.forEach(organization -> totals.add(charge(organization, known)));
        members.forEach(member -> totals.add(charge(member.membership(), known)));
        teams.forEach(team -> totals.add(charge(team)));
        Facts facts = new Facts(members, teams, budgets, office.spending().spent(totals));
        ArrayNode rows = JsonText.array();
        organizations.forEach(organization -> rows.add(whole(organization, facts)));
        return rows;
    }

    /** A row as its deletion answers it: nothing is left of what belonged to it. */
    ObjectNode alone(Organization organization) {
        ObjectNode view = row(organization);
        view.putArray("members");
        view.putArray("teams");
        return view;
    }

    ObjectNode of(OrganizationMember member) {
        Optional<Budget> budget = allowances.find(member.budgetId());
        Facts facts = new Facts(
                List.of(),
                List.of(),
                budget.map(found -> Map.of(found.id(), found)).orElse(Map.of()),
                Map.of());
        Charge total = charge(member, facts);
        return member(
                new Member(member, null),
                new Facts(
                        facts.members(),
                        facts.teams(),
                        facts.budgets(),
                        office.spending().spent(List.of(total))));
    }

    /** A membership as it is stored. */
    static ObjectNode row(OrganizationMember member) {
        ObjectNode row = JsonText.object()
                .put("organization_id", member.organizationId())
                .put("user_id", member.userId())
                .put("user_role", member.rank().wireName())
                .put("budget_id", member.budgetId());
        View.put(row, "created_at", member.createdAt());
        View.put(row, "updated_at", member.updatedAt());
        return row;
    }

    /** A user as far as whoever administers the organization has to know. */
    static ObjectNode of(User user) {
        ObjectNode view = JsonText.object()
                .put("user_id", user.id())
                .put("user_email", user.name().email())
                .put("user_alias", user.name().alias())
                .put("user_role", user.role().wireName());
        View.put(view, "models", user.models());
        View.put(view, "created_at", user.stamps().createdAt());
        View.put(view, "updated_at", user.stamps().updatedAt());
        return view;
    }

    private ObjectNode whole(Organization organization, Facts facts) {
        ObjectNode view = row(organization);
        view.set("spend", spend(charge(organization, facts), facts));
        view.set("litellm_budget_table", BudgetView.of(facts.budget(organization.budgetId()), office));
        ArrayNode members = view.putArray("members");
        facts.members().stream()
                .filter(member -> member.membership().organizationId().equals(organization.id()))
                .forEach(member -> members.add(member(member, facts)));
        ArrayNode teams = view.putArray("teams");
        facts.teams().stream()
                .filter(team -> organization.id().equals(team.organizationId()))
                .forEach(team -> teams.add(team(team, facts)));
        return view;
    }

    /** As it is stored; nothing of it has been spent. */
    static ObjectNode row(Organization organization) {
        ObjectNode view = JsonText.object()
                .put("organization_id", organization.id())
                .put("organization_alias", organization.alias())
                .put("budget_id", organization.budgetId())
                .put("spend", 0.0);
        View.put(view, "models", organization.models());
        view.putObject("model_spend");
        view.set("metadata", JsonText.stored(organization.metadata()));
        view.set("object_permission", View.stored(organization.objectPermission()));
        view.set("users", NullNode.instance);
        View.put(view, organization.stamps());
        return view;
    }

    private ObjectNode member(Member member, Facts facts) {
        OrganizationMember membership = member.membership();
        ObjectNode view = JsonText.object()
                .put("user_id", membership.userId())
                .put("organization_id", membership.organizationId())
                .put("user_role", membership.rank().wireName())
                .put("user_email", member.email())
                .put("budget_id", membership.budgetId());
        view.set("spend", spend(charge(membership, facts), facts));
        view.set("litellm_budget_table", BudgetView.of(facts.budget(membership.budgetId()), office));
        View.put(view, "created_at", membership.createdAt());
        View.put(view, "updated_at", membership.updatedAt());
        return view;
    }

    private ObjectNode team(Team team, Facts facts) {
        ObjectNode view = JsonText.object()
                .put("team_id", team.id())
                .put("team_alias", team.alias())
                .put("organization_id", team.organizationId())
                .put("blocked", team.access().blocked());
        view.set("spend", spend(charge(team), facts));
        View.put(view, "models", team.access().models());
        View.put(view, team.rates());
        View.put(view, team.budget(), office.period(team.budget(), team.stamps()));
        view.set("metadata", JsonText.stored(team.details().metadata()));
        View.put(view, team.stamps());
        return view;
    }

    private static JsonNode spend(Charge total, Facts facts) {
        return JsonText.number(facts.spent().getOrDefault(total, Usd.ZERO).toDecimal());
    }

    private Charge charge(Organization organization, Facts facts) {
        return allowances.charge(Scope.ORGANIZATION, organization.id(), facts.budget(organization.budgetId()));
    }

    private Charge charge(OrganizationMember member, Facts facts) {
        return allowances.charge(Scope.ORGANIZATION_MEMBER, member.account(), facts.budget(member.budgetId()));
    }

    private Charge charge(Team team) {
        return new Charge(
                Scope.TEAM.wireName(),
                team.id(),
                office.period(team.budget(), team.stamps()).start());
    }
}
