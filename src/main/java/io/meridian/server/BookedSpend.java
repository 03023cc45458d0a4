package io.meridian.server;

import io.meridian.admin.office.Spending;
import io.meridian.base.Usd;
import io.meridian.limits.Scope;
import io.meridian.spend.Charge;
import io.meridian.spend.SpendTotals;
import io.meridian.store.Transaction;
import java.time.Instant;

/** What administration asks and tells the books. Thread-safe. */
record BookedSpend(SpendTotals totals) implements Spending {
    @Override
    public Usd spent(Scope scope, String id, Instant periodStart) {
        return totals.spent(scope.wireName(), id, periodStart);
    }

    @Override
    public void begin(Transaction transaction, Scope scope, String id, Instant periodStart, Usd amount) {
        totals.begin(transaction, new Charge(scope.wireName(), id, periodStart), amount);
    }
}
