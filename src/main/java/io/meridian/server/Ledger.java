package io.meridian.server;

import io.meridian.base.Usd;
import io.meridian.limits.BudgetSeed;
import io.meridian.limits.Scope;
import io.meridian.spend.SpendTotals;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the limiter asks the books. They are opened after it, because calls that a crash has left are settled with it
 * as soon as they are found. Thread-safe.
 */
final class Ledger implements BudgetSeed {
    private volatile @Nullable SpendTotals totals;

    void open(SpendTotals opened) {
        totals = opened;
    }

    @Override
    public Usd spent(Scope scope, String subject, Instant periodStart) {
        SpendTotals opened = totals;
        if (opened == null) {
            throw new IllegalStateException("a call was admitted before the gateway was started");
        }
        return opened.spent(scope.wireName(), subject, periodStart);
    }
}
