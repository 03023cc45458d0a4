package io.meridian.admin.moving;

import io.meridian.directory.Budget;
import io.meridian.directory.BudgetStore;
import io.meridian.directory.Organization;
import io.meridian.directory.OrganizationStore;
import io.meridian.directory.RateCaps;
import io.meridian.directory.SpendCap;
import io.meridian.directory.Stamps;
import io.meridian.limits.Scope;
import io.meridian.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Organizations; one whose budget is missing gets an empty one, since every organization has a budget here. */
final class Organizations implements Goods<Organization> {
    private static final String MADE_FOR = "organization-";

    private final Surroundings surroundings;
    private final OrganizationStore store;
    private final BudgetStore budgets;

    Organizations(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.store = new OrganizationStore(surroundings.here());
        this.budgets = new BudgetStore(surroundings.here());
    }

    @Override
    public Kind kind() {
        return Kind.ORGANIZATION;
    }

    @Override
    public String table() {
        return "LiteLLM_OrganizationTable";
    }

    @Override
    public String query() {
        return SourceStore.rowsWithBudget(table(), "t.organization_id");
    }

    @Override
    public Organization read(Transaction transaction, SourceRow row) throws NotTaken {
        String id = row.id("organization_id");
        @Nullable String alias = row.text("organization_alias");
        @Nullable String budget = row.reference("budget_id", Kind.BUDGET, surroundings.presence());
        if (!row.has("budget_id")) {
            row.remark("taken with an empty budget, since there was none");
        }
        return new Organization(
                id,
                alias == null ? id : alias,
                budget == null ? MADE_FOR + id : budget,
                row.texts("models"),
                row.json("metadata"),
                surroundings.objectPermission(row),
                row.stamps());
    }

    @Override
    public String id(Organization organization) {
        return organization.id();
    }

    @Override
    public Optional<Organization> find(Transaction transaction, Organization organization) {
        return store.findForUpdate(transaction, organization.id());
    }

    @Override
    public Instant changedAt(Organization here) {
        return here.stamps().updatedAt();
    }

    @Override
    public void create(Transaction transaction, Organization organization) {
        addBudget(transaction, organization);
        store.create(transaction, organization);
    }

    @Override
    public void update(Transaction transaction, Organization organization) {
        addBudget(transaction, organization);
        store.update(transaction, organization);
    }

    private void addBudget(Transaction transaction, Organization organization) {
        String id = organization.budgetId();
        if (id.equals(MADE_FOR + organization.id())
                && budgets.findForUpdate(transaction, id).isEmpty()) {
            Stamps stamps = organization.stamps();
            budgets.create(transaction, new Budget(id, RateCaps.NONE, SpendCap.NONE, "{}", List.of(), stamps));
        }
    }

    @Override
    public Optional<Total> total(Organization here) {
        return Optional.of(surroundings.total(Scope.ORGANIZATION.wireName(), here.id(), here.budgetId()));
    }
}
