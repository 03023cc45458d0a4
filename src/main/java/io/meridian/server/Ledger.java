package io.meridian.server;

import io.meridian.base.Usd;
import io.meridian.limits.BudgetSeed;
import io.meridian.limits.HoldNotes;
import io.meridian.limits.Scope;
import io.meridian.spend.SpendModule;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the limiter asks the books. They are opened after it, because calls that a crash has left are settled with it
 * as soon as they are found. Thread-safe.
 */
final class Ledger implements BudgetSeed, HoldNotes {
    private volatile @Nullable SpendModule books;

    void open(SpendModule opened) {
        books = opened;
    }

    @Override
    public Usd spent(Scope scope, String subject, Instant periodStart) {
        return books().totals().spent(scope.wireName(), subject, periodStart);
    }

    @Override
    public Runnable write(String reservation) {
        return books().holds().note(reservation);
    }

    private SpendModule books() {
        SpendModule opened = books;
        if (opened == null) {
            throw new IllegalStateException("a call was admitted before the gateway was started");
        }
        return opened;
    }
}
