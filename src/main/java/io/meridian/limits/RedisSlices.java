package io.meridian.limits;

import java.util.List;
import java.util.function.IntSupplier;

/** What is granted while Redis is away: every limit according to its {@link FailMode}. Thread-safe. */
final class RedisSlices {
    private final LocalSlidingWindow local;
    private final IntSupplier liveInstances;

    RedisSlices(LocalSlidingWindow local, IntSupplier liveInstances) {
        this.local = local;
        this.liveInstances = liveInstances;
    }

    LimitDecision acquire(Counters counters, Cost estimate) {
        List<Limit> limits = counters.limits();
        boolean allSliced = true;
        for (Limit limit : limits) {
            if (limit.failMode() == FailMode.CLOSED) {
                return new LimitDecision.Unverifiable(limit);
            }
            allSliced &= limit.failMode() == FailMode.SLICE;
        }
        Counters sliced = allSliced ? counters : counters.only(limit -> limit.failMode() == FailMode.SLICE);
        return local.acquire(sliced, estimate, Math.max(1, liveInstances.getAsInt()));
    }

    /** False if it was settled before. */
    boolean settle(Hold hold, Cost actual) {
        return local.end(hold, actual);
    }

    void forget(String tenant, List<Limit> budgets) {
        local.forget(tenant, budgets);
    }

    void renew() {
        local.renew();
    }
}
