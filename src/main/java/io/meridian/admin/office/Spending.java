package io.meridian.admin.office;

import io.meridian.base.Usd;
import io.meridian.limits.Scope;
import io.meridian.spend.Charge;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What something has spent in a period, wherever that is kept. */
@FunctionalInterface
public interface Spending {
    /** Of many things at once, as a list needs it; what has spent nothing is there with nothing. */
    Map<Charge, Usd> spent(Collection<Charge> totals);

    default Usd spent(Scope scope, String id, Instant periodStart) {
        Charge total = new Charge(scope.wireName(), id, periodStart);
        return spent(List.of(total)).getOrDefault(total, Usd.ZERO);
    }
}
