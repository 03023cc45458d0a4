package io.meridian.limits;

import io.meridian.base.Usd;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the ledger once for all who miss the same counter at the same time. Thread-safe. */
final class BudgetSeeds {
    private static final Logger LOG = LoggerFactory.getLogger(BudgetSeeds.class);

    private final BudgetSeed ledger;
    private final ConcurrentMap<String, FutureTask<Usd>> running = new ConcurrentHashMap<>();

    BudgetSeeds(BudgetSeed ledger) {
        this.ledger = ledger;
    }

    /** Nano-dollars spent. */
    long of(Limit.Budget budget, String key) throws Unknown {
        FutureTask<Usd> mine =
                new FutureTask<>(() -> ledger.spent(budget.scope(), budget.subject(), budget.periodStart()));
        FutureTask<Usd> others = running.putIfAbsent(key, mine);
        try {
            if (others != null) {
                return others.get().nanos();
            }
            mine.run();
            return mine.get().nanos();
        } catch (ExecutionException failure) {
            if (others == null) {
                LOG.warn(
                        "The spend of a {} budget cannot be read",
                        budget.scope().wireName(),
                        failure.getCause());
            }
            throw new Unknown(budget);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unknown(budget);
        } finally {
            running.remove(key, mine);
        }
    }

    /** What a budget has spent cannot be known now. */
    static final class Unknown extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Limit.Budget budget;

        Unknown(Limit.Budget budget) {
            super("The spend of a budget is unknown", null, false, false);
            this.budget = budget;
        }

        Limit.Budget budget() {
            return budget;
        }
    }
}
