package io.meridian.admin.allowance;

import io.meridian.admin.form.Form;
import io.meridian.admin.form.LimitFields;
import io.meridian.admin.form.StoredFields;
import io.meridian.directory.Budget;
import io.meridian.directory.RateCaps;
import io.meridian.directory.SpendCap;
import io.meridian.directory.Stamps;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Applies what a request says of limits to a budget; a new one was empty before. Confined to one thread. */
public final class BudgetFields {
    private static final List<String> NAMES = List.of(
            "max_budget",
            "soft_budget",
            "max_parallel_requests",
            "tpm_limit",
            "rpm_limit",
            "budget_duration",
            "model_max_budget",
            "allowed_models");

    private final Form form;
    private final Instant now;

    public BudgetFields(Form form, Instant now) {
        this.form = form;
        this.now = now;
    }

    /** Whether the request says anything of limits, be it that there are none. */
    public boolean areSent() {
        return NAMES.stream().anyMatch(form::has);
    }

    /** Whether the request sets a limit. */
    boolean setSomething() {
        return NAMES.stream().anyMatch(name -> form.any(name).value() != null);
    }

    public Budget made(String id, @Nullable String by) {
        Stamps stamps = Stamps.made(now, by);
        return applied(new Budget(id, RateCaps.NONE, SpendCap.NONE, "{}", List.of(), stamps), stamps);
    }

    public Budget changed(Budget old, @Nullable String by) {
        return applied(old, old.stamps().changed(now, by));
    }

    private Budget applied(Budget old, Stamps stamps) {
        LimitFields limits = new LimitFields(form, now);
        return new Budget(
                old.id(),
                limits.rates(old.rates()),
                limits.budget(old.spend()),
                new StoredFields(form).object("model_max_budget", old.modelMaxBudget()),
                form.texts("allowed_models").over(old.allowedModels(), List.of()),
                stamps);
    }
}
