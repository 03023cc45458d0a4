package io.meridian.admin.office;

import io.meridian.base.Usd;
import io.meridian.limits.Scope;
import io.meridian.store.Transaction;
import java.time.Instant;

/** What something has spent in a period, wherever that is kept. */
public interface Spending {
    Usd spent(Scope scope, String id, Instant periodStart);

    /**
     * Lets a period begin with an amount, in the transaction that makes it begin. That is how spend is reset, to zero
     * or to something else: no counter of the period exists yet, and the first call that needs one asks for this.
     */
    void begin(Transaction transaction, Scope scope, String id, Instant periodStart, Usd amount);
}
