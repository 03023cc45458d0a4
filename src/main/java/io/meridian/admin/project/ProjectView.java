package io.meridian.admin.project;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.allowance.Allowances;
import io.meridian.admin.allowance.BudgetView;
import io.meridian.admin.form.View;
import io.meridian.admin.office.Office;
import io.meridian.base.JsonText;
import io.meridian.base.Usd;
import io.meridian.directory.Budget;
import io.meridian.directory.Project;
import io.meridian.limits.Scope;
import io.meridian.spend.Charge;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Projects as answers show them, with what they have spent. Thread-safe. */
final class ProjectView {
    private final Office office;
    private final Allowances allowances;

    ProjectView(Office office) {
        this.office = office;
        this.allowances = new Allowances(office);
    }

    ArrayNode of(List<Project> projects) {
        Map<String, Budget> budgets = allowances.find(projects.stream()
                .map(Project::budgetId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
        List<Charge> totals = projects.stream()
                .map(project -> allowances.charge(Scope.PROJECT, project.id(), budget(project, budgets)))
                .toList();
        Map<Charge, Usd> spent = office.spending().spent(totals);
        ArrayNode rows = JsonText.array();
        for (int i = 0; i < totals.size(); i++) {
            Project project = projects.get(i);
            rows.add(view(project, budget(project, budgets), spent.getOrDefault(totals.get(i), Usd.ZERO)));
        }
        return rows;
    }

    private ObjectNode view(Project project, Optional<Budget> budget, Usd spent) {
        ObjectNode view = row(project);
        view.set("spend", JsonText.number(spent.toDecimal()));
        view.putObject("model_spend");
        view.set("litellm_budget_table", BudgetView.of(budget, office));
        return view;
    }

    /** As it is stored. */
    static ObjectNode row(Project project) {
        ObjectNode view = JsonText.object()
                .put("project_id", project.id())
                .put("project_alias", project.alias())
                .put("description", project.description())
                .put("team_id", project.teamId())
                .put("budget_id", project.budgetId())
                .put("blocked", project.blocked());
        view.set("metadata", JsonText.stored(project.details().metadata()));
        View.put(view, "models", project.models());
        view.set("model_rpm_limit", JsonText.stored(project.details().modelRpmLimit()));
        view.set("model_tpm_limit", JsonText.stored(project.details().modelTpmLimit()));
        view.set("object_permission", View.stored(project.details().objectPermission()));
        View.put(view, project.stamps());
        return view;
    }

    private static Optional<Budget> budget(Project project, Map<String, Budget> budgets) {
        return Optional.ofNullable(project.budgetId()).map(budgets::get);
    }
}
