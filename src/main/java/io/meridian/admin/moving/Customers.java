package io.meridian.admin.moving;

import io.meridian.directory.Customer;
import io.meridian.directory.CustomerStore;
import io.meridian.limits.Scope;
import io.meridian.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/** End users. */
final class Customers implements Goods<Customer> {
    private final Surroundings surroundings;
    private final CustomerStore store;

    Customers(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.store = new CustomerStore(surroundings.here());
    }

    @Override
    public Kind kind() {
        return Kind.CUSTOMER;
    }

    @Override
    public String table() {
        return "LiteLLM_EndUserTable";
    }

    @Override
    public String query() {
        return SourceStore.rowsWithBudget(table(), "t.user_id");
    }

    @Override
    public Customer read(Transaction transaction, SourceRow row) throws NotTaken {
        return new Customer(
                row.id("user_id"),
                row.text("alias"),
                row.reference("budget_id", Kind.BUDGET, surroundings.presence()),
                row.flag("blocked"),
                new Customer.Preferences(
                        row.texts("models"), row.text("allowed_model_region"), row.text("default_model")),
                surroundings.objectPermission(row),
                row.stamps());
    }

    @Override
    public String id(Customer customer) {
        return customer.id();
    }

    @Override
    public Optional<Customer> find(Transaction transaction, Customer customer) {
        return store.findForUpdate(transaction, customer.id());
    }

    @Override
    public Instant changedAt(Customer here) {
        return here.stamps().updatedAt();
    }

    @Override
    public void create(Transaction transaction, Customer customer) {
        store.create(transaction, customer);
    }

    @Override
    public void update(Transaction transaction, Customer customer) {
        store.update(transaction, customer);
    }

    @Override
    public Optional<Total> total(Customer here) {
        return Optional.of(surroundings.total(Scope.END_USER.wireName(), here.id(), here.budgetId()));
    }
}
