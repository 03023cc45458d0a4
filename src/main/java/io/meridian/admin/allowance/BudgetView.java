package io.meridian.admin.allowance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.View;
import io.meridian.admin.office.Office;
import io.meridian.base.JsonText;
import io.meridian.directory.Budget;
import java.util.Optional;

/** A budget as answers show it, by itself or as {@code litellm_budget_table} of what refers to it. */
public final class BudgetView {
    private BudgetView() {}

    public static ObjectNode of(Budget budget, Office office) {
        ObjectNode view = JsonText.object();
        view.put("budget_id", budget.id());
        View.put(view, budget.rates());
        View.put(view, budget.spend(), office.period(budget.spend(), budget.stamps()));
        view.set("model_max_budget", JsonText.stored(budget.modelMaxBudget()));
        View.put(view, "allowed_models", budget.allowedModels());
        View.put(view, budget.stamps());
        return view;
    }

    public static JsonNode of(Optional<Budget> budget, Office office) {
        return budget.<JsonNode>map(found -> of(found, office)).orElse(NullNode.instance);
    }
}
