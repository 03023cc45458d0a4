package io.meridian.limits;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Limits counted in this process: all there is without Redis, and this instance's share while Redis is away. */
final class LocalSlidingWindow implements RateLimiter {
    private final Clock clock;
    private final long width;
    private final BudgetSeeds seeds;
    private final Duration trust;
    private final HoldIds ids = new HoldIds();
    private final ReentrantLock lock = new ReentrantLock();
    // apart, because budgets stay long and would keep idle windows behind them from being forgotten
    private final LocalCounters budgets = new LocalCounters();
    private final LocalCounters leases = new LocalCounters();
    private final LocalCounters windows = new LocalCounters();

    /** @param trust how long what the ledger said of a budget holds; others spend too while Redis is away */
    LocalSlidingWindow(Clock clock, Duration window, BudgetSeeds seeds, Duration trust) {
        this.clock = clock;
        this.width = window.toMillis() / LocalWindow.SPAN;
        this.seeds = seeds;
        this.trust = trust;
    }

    @Override
    public LimitDecision acquire(String tenant, List<Limit> limits, Cost estimate) {
        return acquire(Counters.of(tenant, limits), estimate, 1);
    }

    /** Grants at most what is this instance's share if there are so many. */
    LimitDecision acquire(Counters asked, Cost estimate, int instances) {
        Counters counters = asked;
        while (!counters.limits().isEmpty()) {
            int unknown;
            lock.lock();
            try {
                evict(clock.millis());
                unknown = unknownBudget(counters);
                if (unknown < 0) {
                    return decide(counters, estimate, instances);
                }
            } finally {
                lock.unlock();
            }
            Limit.Budget budget = (Limit.Budget) counters.limits().get(unknown);
            if (!seed(budget, counters.keys().get(unknown))) {
                if (budget.failMode() != FailMode.OPEN) {
                    return new LimitDecision.Unverifiable(budget);
                }
                counters = counters.only(limit -> !limit.equals(budget));
            }
        }
        return new LimitDecision.Granted(Hold.NONE, List.of());
    }

    private void evict(long now) {
        budgets.evict(now);
        leases.evict(now);
        windows.evict(now);
    }

    private int unknownBudget(Counters counters) {
        for (int i = 0; i < counters.limits().size(); i++) {
            if (counters.limits().get(i) instanceof Limit.Budget
                    && (!(budgets.get(counters.keys().get(i)) instanceof LocalSpent spent)
                            || clock.millis() - spent.seenAt() > trust.toMillis())) {
                return i;
            }
        }
        return -1;
    }

    /** Outside the lock: this asks a database. */
    private boolean seed(Limit.Budget budget, String key) {
        long spent;
        try {
            spent = seeds.of(budget, key);
        } catch (BudgetSeeds.Unknown unknown) {
            spent = -1;
        }
        lock.lock();
        try {
            long now = clock.millis();
            if (budgets.get(key) instanceof LocalSpent known) {
                known.refresh(spent, now); // without an answer the last one stands
                return true;
            }
            if (spent >= 0) {
                budgets.put(key, new LocalSpent(spent, now));
            }
            return spent >= 0;
        } finally {
            lock.unlock();
        }
    }

    private LimitDecision decide(Counters asked, Cost estimate, int instances) {
        long now = clock.millis();
        int count = asked.limits().size();
        LocalCounter[] counters = new LocalCounter[count];
        long[] charges = new long[count];
        List<Standing> standings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Limit limit = asked.limits().get(i);
            LocalCounter counter = counter(limit, asked.keys().get(i));
            long inUse = counter.inUse(now);
            long max = counter.share(limit.ceiling(), instances);
            long room = Math.max(0, max - inUse);
            long least = limit.least(estimate);
            if (least > room) {
                return refusal(limit, inUse, room, least <= max ? counter.wait(now, inUse + least - max) : -1, now);
            }
            counters[i] = counter;
            charges[i] = Math.min(limit.asked(estimate), room);
            standings.add(new Standing(limit, inUse, room - charges[i]));
        }
        String id = ids.next();
        for (int i = 0; i < count; i++) {
            counters[i].charge(now, id, charges[i]);
        }
        return new LimitDecision.Granted(new Hold(id, asked, now / width, charges, true), standings);
    }

    static LimitDecision.Refused refusal(Limit limit, long inUse, long room, long wait, long now) {
        Optional<Duration> retryAfter = wait < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(wait));
        return new LimitDecision.Refused(
                limit, inUse, room, retryAfter, retryAfter.map(Instant.ofEpochMilli(now)::plus));
    }

    private LocalCounter counter(Limit limit, String key) {
        LocalCounters kind = kind(limit);
        @Nullable LocalCounter counter = kind.get(key);
        if (counter == null) {
            counter = limit instanceof Limit.Parallel ? new LocalLeases() : new LocalWindow(width);
            kind.put(key, counter);
        }
        return counter;
    }

    private LocalCounters kind(Limit limit) {
        return switch (limit) {
            case Limit.Rate rate -> windows;
            case Limit.Parallel parallel -> leases;
            case Limit.Budget budget -> budgets;
        };
    }

    @Override
    public void settle(Hold hold, Cost actual) {
        var _ = end(hold, actual);
    }

    /** False if it had ended before. */
    boolean end(Hold hold, Cost actual) {
        if (!hold.end()) {
            return false;
        }
        lock.lock();
        try {
            long now = clock.millis();
            List<Limit> limits = hold.counters().limits();
            for (int i = 0; i < limits.size(); i++) {
                Limit limit = limits.get(i);
                counter(limit, hold.counters().keys().get(i)).settle(now, hold, hold.charged(i), limit.used(actual));
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void forget(String tenant, List<Limit> forgotten) {
        lock.lock();
        try {
            Counters.of(tenant, forgotten).keys().forEach(budgets::remove);
        } finally {
            lock.unlock();
        }
    }

    void renew() {
        lock.lock();
        try {
            for (LocalCounter counter : leases.all()) {
                if (counter instanceof LocalLeases running) {
                    running.renew(clock.millis());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many subjects are remembered. */
    int size() {
        lock.lock();
        try {
            return budgets.size() + leases.size() + windows.size();
        } finally {
            lock.unlock();
        }
    }
}
