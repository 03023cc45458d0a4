package io.meridian.admin.moving;

import io.meridian.directory.Budget;
import io.meridian.directory.BudgetStore;
import io.meridian.directory.Stamps;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/** Limits with a name. */
final class Budgets implements Goods<Budget> {
    private final BudgetStore store;

    Budgets(Database here) {
        this.store = new BudgetStore(here);
    }

    @Override
    public Kind kind() {
        return Kind.BUDGET;
    }

    @Override
    public String table() {
        return "LiteLLM_BudgetTable";
    }

    @Override
    public String query() {
        return SourceStore.rows(table(), "t.budget_id");
    }

    @Override
    public Budget read(Transaction transaction, SourceRow row) throws NotTaken {
        Stamps stamps = row.stamps();
        return new Budget(
                row.id("budget_id"),
                row.rates(),
                row.cap(stamps.createdAt()),
                row.json("model_max_budget"),
                row.texts("allowed_models"),
                stamps);
    }

    @Override
    public String id(Budget budget) {
        return budget.id();
    }

    @Override
    public Optional<Budget> find(Transaction transaction, Budget budget) {
        return store.findForUpdate(transaction, budget.id());
    }

    @Override
    public Instant changedAt(Budget here) {
        return here.stamps().updatedAt();
    }

    @Override
    public void create(Transaction transaction, Budget budget) {
        store.create(transaction, budget);
    }

    @Override
    public void update(Transaction transaction, Budget budget) {
        store.update(transaction, budget);
    }
}
