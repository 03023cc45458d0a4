package io.meridian.admin.key;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.admin.form.Form;
import io.meridian.auth.Caller;
import io.meridian.auth.VirtualKey;
import io.meridian.base.JsonText;
import io.meridian.directory.Budget;
import io.meridian.directory.RateCaps;
import io.meridian.directory.SpendCap;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fills what a request for a new key leaves open with what the caller's own key is bound to, so that a plain request of
 * a bound caller makes a key that is bound alike. Confined to one thread.
 */
final class KeyInheritance {
    private static final List<String> IN_METADATA =
            List.of("model_rpm_limit", "model_tpm_limit", "enforced_params", "guardrails");

    private final Form form;
    private final Instant now;

    KeyInheritance(Form form, Instant now) {
        this.form = form;
        this.now = now;
    }

    void fill(Caller maker) {
        VirtualKey own = maker.key().orElseThrow();
        fill("models", own.access().models());
        if (!form.has("key_type")) {
            fill("allowed_routes", own.access().allowedRoutes());
        }
        Instant end = own.access().expires();
        if (end != null) {
            fill(
                    "duration",
                    JsonText.tree(Math.max(1, Duration.between(now, end).toSeconds()) + "s"));
        }
        fillLimits(own, maker.belonging().budgets().key());
        fillRules(own.details());
        fill("project_id", own.owner().projectId());
        if (!form.has("team_id")) {
            fill("organization_id", own.owner().organizationId());
        }
    }

    private void fillLimits(VirtualKey own, Optional<Budget> tier) {
        SpendCap cap = own.budget(tier);
        if (cap.max() != null && !form.has("max_budget") && !form.has("budget_id")) {
            form.fill("max_budget", JsonText.number(cap.max()));
            fill("budget_duration", cap.duration());
        }
        RateCaps rates = own.rates(tier);
        fill("rpm_limit", rates.rpm());
        fill("tpm_limit", rates.tpm());
        fill("max_parallel_requests", rates.parallel());
    }

    private void fillRules(VirtualKey.Details details) {
        JsonNode metadata = JsonText.stored(details.metadata());
        for (String name : IN_METADATA) {
            if (!metadata.path(name).isEmpty()) {
                fill(name, metadata.path(name));
            }
        }
        JsonNode budgets = JsonText.stored(details.modelMaxBudget());
        if (!budgets.isEmpty()) {
            fill("model_max_budget", budgets);
        }
        fillJson("budget_limits", details.budgetLimits());
        fillJson("object_permission", details.objectPermission());
        fill("allowed_cache_controls", details.allowedCacheControls());
        fill("policies", details.policies());
    }

    private void fill(String name, List<String> values) {
        if (!values.isEmpty()) {
            fill(name, JsonText.tree(values));
        }
    }

    private void fillJson(String name, @Nullable String json) {
        if (json != null) {
            fill(name, JsonText.stored(json));
        }
    }

    private void fill(String name, @Nullable Object value) {
        if (value != null) {
            fill(name, JsonText.tree(value));
        }
    }

    private void fill(String name, JsonNode value) {
        if (!form.has(name)) {
            form.fill(name, value);
        }
    }
}
