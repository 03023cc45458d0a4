package io.meridian.admin.office;

import io.meridian.base.Usd;
import io.meridian.limits.Limit;
import io.meridian.limits.RateLimiter;
import io.meridian.limits.Scope;
import io.meridian.spend.Charge;
import io.meridian.spend.SpendTotals;
import io.meridian.store.Transaction;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What things have spent, and the live counters that are to agree with it. Immutable. */
public record Spending(SpendTotals totals, RateLimiter limiter) {
    public Usd spent(Scope scope, String id, Instant periodStart) {
        return totals.spent(scope.wireName(), id, periodStart);
    }

    /** Of many at once. */
    public Map<Charge, Usd> spent(Collection<Charge> charges) {
        return totals.spent(charges);
    }

    /** Lets a total begin with an amount, in the transaction that makes its period begin. */
    public void begin(Transaction transaction, Charge total, Usd amount) {
        totals.begin(transaction, total, amount);
    }

    /**
     * For a budget that was not counted for a while, before anybody counts it again: what its live counter knew is
     * forgotten, and the books are asked.
     */
    public void recount(String tenant, Limit.Budget budget) {
        limiter.forget(tenant, List.of(budget));
    }
}
