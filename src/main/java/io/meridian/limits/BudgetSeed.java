package io.meridian.limits;

import io.meridian.base.Usd;
import java.time.Instant;

/** What the ledger knows of a budget's period, asked when its live counter is missing. */
@FunctionalInterface
public interface BudgetSeed {
    Usd spent(Scope scope, String subject, Instant periodStart);
}
