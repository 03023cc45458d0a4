package io.meridian.admin.allowance;

import io.meridian.admin.form.Form;
import io.meridian.admin.form.Sent;
import io.meridian.admin.office.Office;
import io.meridian.auth.Caller;
import io.meridian.base.GatewayException;
import io.meridian.directory.Budget;
import io.meridian.directory.BudgetStore;
import io.meridian.limits.Scope;
import io.meridian.spend.Charge;
import io.meridian.store.Change;
import io.meridian.store.Transaction;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The budgets to which organizations, their members, customers, projects and tags refer: one that has a name and may
 * serve many, or one made for the object alone from the limits its request says. Thread-safe.
 */
public final class Allowances {
    private final Office office;
    private final BudgetStore store;

    public Allowances(Office office) {
        this.office = office;
        this.store = new BudgetStore(office.database());
    }

    /** The budget of something new: the one it names, or one of its own if it says limits. */
    public Optional<Budget> given(Transaction transaction, Form form, Caller caller) {
        BudgetFields fields = fields(form);
        @Nullable String named = form.name("budget_id").value();
        form.check();
        if (named != null) {
            if (fields.setSomething()) {
                throw either();
            }
            return Optional.of(kept(transaction, named));
        }
        return fields.setSomething() ? Optional.of(own(transaction, fields, caller)) : Optional.empty();
    }

    /** As {@link #given}, for what cannot be without a budget. */
    public Budget required(Transaction transaction, Form form, Caller caller) {
        return given(transaction, form, caller).orElseGet(() -> own(transaction, fields(form), caller));
    }

    /** The budget of something that had {@code current} before. */
    public Optional<Budget> changed(Transaction transaction, @Nullable String current, Form form, Caller caller) {
        Sent<String> named = form.name("budget_id");
        form.check();
        if (named.present() && !Objects.equals(named.value(), current)) {
            return given(transaction, form, caller);
        }
        BudgetFields fields = fields(form);
        if (!fields.areSent()) {
            return Optional.ofNullable(current).flatMap(id -> store.findAndKeep(transaction, id));
        }
        return current == null
                ? given(transaction, form, caller)
                : Optional.of(changed(transaction, current, fields, caller));
    }

    /** Deletes those that were made for what has just been deleted. */
    public void drop(Transaction transaction, Collection<String> ids) {
        store.dropImplied(transaction, ids);
    }

    /** Drops what this instance has cached of a budget that a transaction has changed. */
    public void forget(Optional<Budget> budget) {
        budget.ifPresent(found -> office.directory().forget(Change.Kind.BUDGET, found.id()));
    }

    public Optional<Budget> find(@Nullable String id) {
        return Optional.ofNullable(id).flatMap(store::find);
    }

    /** Those of these ids that exist. */
    public Map<String, Budget> find(Collection<String> ids) {
        Map<String, Budget> found = new HashMap<>();
        store.find(ids).forEach(budget -> found.put(budget.id(), budget));
        return found;
    }

    /** The total on which something with this budget is booked now. */
    public Charge charge(Scope scope, String id, Optional<Budget> budget) {
        Instant start = budget.map(
                        found -> office.period(found.spend(), found.stamps()).start())
                .orElse(Instant.EPOCH);
        return new Charge(scope.wireName(), id, start);
    }

    private Budget own(Transaction transaction, BudgetFields fields, Caller caller) {
        Budget budget = fields.made(UUID.randomUUID().toString(), by(caller));
        store.createImplied(transaction, budget);
        return budget;
    }

    /** What others refer to as well stays as it is, and this one gets a copy of its own with the change. */
    private Budget changed(Transaction transaction, String id, BudgetFields fields, Caller caller) {
        Budget old = store.findForUpdate(transaction, id).orElseThrow(() -> unknown(id));
        Budget changed = fields.changed(old, by(caller));
        if (store.users(transaction, id).size() <= 1) {
            store.update(transaction, changed);
            return changed;
        }
        Budget copy = new Budget(
                UUID.randomUUID().toString(),
                changed.rates(),
                changed.spend(),
                changed.modelMaxBudget(),
                changed.allowedModels(),
                // made when the other was, so that its periods begin when they did
                changed.stamps());
        store.createImplied(transaction, copy);
        return copy;
    }

    private Budget kept(Transaction transaction, String id) {
        return store.findAndKeep(transaction, id).orElseThrow(() -> unknown(id));
    }

    private BudgetFields fields(Form form) {
        return new BudgetFields(form, office.now());
    }

    private static @Nullable String by(Caller caller) {
        return caller.userId().orElse(null);
    }

    private static GatewayException either() {
        return new GatewayException.Unprocessable(List.of(new GatewayException.Unprocessable.Problem(
                List.of("body", "budget_id"),
                "value_error",
                "Either name a budget by budget_id or say limits of its own, not both")));
    }

    private static GatewayException unknown(String id) {
        return new GatewayException.NotFound("Budget not found, passed budget_id=" + id, "budget_id");
    }
}
