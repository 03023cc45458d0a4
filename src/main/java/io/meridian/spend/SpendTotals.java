package io.meridian.spend;

import io.meridian.base.Usd;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What a key, team, ... has spent in a period, the last second included. Safe for use by many threads. */
public final class SpendTotals {
    private static final int ATTEMPTS = 20;

    private final SpendJournal journal;
    private final Optional<SpendTotalStore> store;

    SpendTotals(SpendJournal journal, Optional<Database> database) {
        this.journal = journal;
        this.store = database.map(SpendTotalStore::new);
    }

    /**
     * Lets a total begin with an amount, in the transaction that makes its period begin: by a reset, which is a new
     * period. Nobody has counted in it yet, so there is nothing to race with.
     */
    public void begin(Transaction transaction, Charge total, Usd amount) {
        store.orElseThrow().begin(transaction, total, amount);
    }

    /** As {@link #spent(String, String, Instant)}, of many totals at once. */
    public Map<Charge, Usd> spent(Collection<Charge> totals) {
        Map<Charge, Usd> amounts = new HashMap<>();
        if (store.isEmpty()) {
            totals.forEach(total -> amounts.put(
                    total, new Usd(journal.pending(Position.START, total).orElse(0))));
            return amounts;
        }
        for (int attempt = 1; ; attempt++) {
            SpendTotalStore.Readings readings = store.get().read(totals, journal.id());
            boolean complete = true;
            for (Charge total : totals) {
                OptionalLong pending = journal.pending(readings.position(), total);
                complete &= pending.isPresent();
                amounts.put(
                        total, readings.amounts().getOrDefault(total, Usd.ZERO).plus(new Usd(pending.orElse(0))));
            }
            if (complete || attempt == ATTEMPTS) {
                return amounts;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /**
     * PostgreSQL's total and what this instance has closed since. Without a database, what this instance has closed
     * since it started.
     */
    public Usd spent(String scope, String id, Instant periodStart) {
        Charge charge = new Charge(scope, id, periodStart);
        if (store.isEmpty()) {
            return new Usd(journal.pending(Position.START, charge).orElse(0));
        }
        for (int attempt = 1; ; attempt++) {
            SpendTotalStore.Reading reading = store.get().read(charge, journal.id());
            OptionalLong pending = journal.pending(reading.position(), charge);
            if (pending.isPresent()) {
                return reading.amount().plus(new Usd(pending.getAsLong()));
            }
            // a batch was committed in between; the next reading has it
            if (attempt == ATTEMPTS) {
                return reading.amount();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
