package io.meridian.limits;

import io.meridian.base.Usd;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/** A ledger that knows one amount and counts who asks; a negative amount means it is away. */
final class TestLedger implements BudgetSeed {
    final AtomicInteger asked = new AtomicInteger();
    volatile long spent;

    @Override
    public Usd spent(Scope scope, String subject, Instant periodStart) {
        asked.incrementAndGet();
        if (spent < 0) {
            throw new IllegalStateException("no database");
        }
        return new Usd(spent);
    }
}
