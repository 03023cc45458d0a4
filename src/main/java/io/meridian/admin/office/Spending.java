package io.meridian.admin.office;

import io.meridian.base.Usd;
import io.meridian.limits.Scope;
import java.time.Instant;

/** What something has spent in a period, wherever that is kept. */
@FunctionalInterface
public interface Spending {
    Usd spent(Scope scope, String id, Instant periodStart);
}
