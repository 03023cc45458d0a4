package io.meridian.admin.people;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.allowance.Allowances;
import io.meridian.admin.allowance.BudgetView;
import io.meridian.admin.office.Office;
import io.meridian.base.JsonText;
import io.meridian.base.Usd;
import io.meridian.directory.Budget;
import io.meridian.directory.MemberStore;
import io.meridian.directory.TeamMember;
import io.meridian.limits.Scope;
import io.meridian.spend.Charge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Shows memberships with their budgets and what members have spent in their teams. Thread-safe. */
public final class MemberViews {
    private final Office office;
    private final Allowances allowances;
    private final MemberStore members;

    public MemberViews(Office office) {
        this.office = office;
        this.allowances = new Allowances(office);
        this.members = new MemberStore(office.database());
    }

    public List<ObjectNode> all(List<TeamMember> shown) {
        if (shown.isEmpty()) {
            return List.of();
        }
        Map<String, Budget> budgets = allowances.find(shown.stream()
                .map(TeamMember::budgetId)
                .filter(Objects::nonNull)
                .distinct()
                .toList());
        Map<TeamMember, Charge> charges = new HashMap<>();
        shown.forEach(member ->
                charges.put(member, allowances.charge(Scope.TEAM_MEMBER, member.account(), budget(member, budgets))));
        Map<Charge, Usd> spent = office.spending().spent(charges.values());
        Map<String, Long> ever =
                members.everSpent(shown.stream().map(TeamMember::account).toList());
        List<ObjectNode> views = new ArrayList<>();
        for (TeamMember member : shown) {
            ObjectNode view = JsonText.object();
            view.put("user_id", member.userId());
            view.put("team_id", member.teamId());
            view.put("role", member.roleName());
            view.put("budget_id", member.budgetId());
            Usd now = spent.getOrDefault(charges.get(member), Usd.ZERO);
            view.set("spend", JsonText.number(now.toDecimal()));
            // the books may be a second behind what is spent now
            Usd all = new Usd(Math.max(now.nanos(), ever.getOrDefault(member.account(), 0L)));
            view.set("total_spend", JsonText.number(all.toDecimal()));
            view.set("litellm_budget_table", BudgetView.of(budget(member, budgets), office));
            views.add(view);
        }
        return views;
    }

    private static Optional<Budget> budget(TeamMember member, Map<String, Budget> budgets) {
        return Optional.ofNullable(member.budgetId()).map(budgets::get);
    }
}
