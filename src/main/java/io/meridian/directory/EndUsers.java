package io.meridian.directory;

import io.meridian.store.Database;
import io.meridian.store.RowCache;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Customers as the way of a call reads them. Clients choose the names: as long as no customer is held against
 * anything, nobody is looked up, and the cache is bounded. Thread-safe.
 */
final class EndUsers {
    private static final Logger LOG = LoggerFactory.getLogger(EndUsers.class);
    private static final String ANYBODY = "";

    private final RowCache<String, Boolean> restrained;
    private final RowCache<String, Customer> customers;
    private final EndUserDefaults defaults;
    private final Optional<Budget> endless;
    private volatile boolean complained;

    EndUsers(Database database, RowCache.Lifetimes lifetimes, EndUserDefaults defaults) {
        CustomerStore store = new CustomerStore(database);
        // that there is none is told by the change log as well as that there is one, and is what most calls ask
        RowCache.Lifetimes alike = new RowCache.Lifetimes(lifetimes.known(), lifetimes.known());
        this.restrained = new RowCache<>(
                database, _ -> store.anyIsRestrained() ? Optional.of(Boolean.TRUE) : Optional.empty(), alike);
        this.customers = new RowCache<>(database, store::find, alike);
        this.defaults = defaults;
        this.endless = defaults.endless();
    }

    EndUser find(String id, Function<String, Optional<Budget>> budgets) {
        Optional<Customer> customer = restrained.find(ANYBODY).isPresent() ? customers.find(id) : Optional.empty();
        Optional<Budget> own = customer.map(Customer::budgetId).flatMap(budgets);
        return new EndUser(id, customer, own.isPresent() ? own : standard(budgets));
    }

    void forget(String id) {
        customers.forget(id);
        restrained.forget(ANYBODY);
    }

    void forgetEverything() {
        customers.forgetEverything();
        restrained.forgetEverything();
    }

    /** What holds for whoever has no budget of their own. */
    Optional<Budget> standard(Function<String, Optional<Budget>> budgets) {
        if (defaults.budgetId().isEmpty()) {
            return endless;
        }
        Optional<Budget> named = budgets.apply(defaults.budgetId().get());
        if (named.isEmpty() && !complained) {
            complained = true;
            LOG.warn(
                    "max_end_user_budget_id names budget '{}', which does not exist; make it by /budget/new.",
                    defaults.budgetId().get());
        }
        return named.isPresent() ? named : endless;
    }
}
