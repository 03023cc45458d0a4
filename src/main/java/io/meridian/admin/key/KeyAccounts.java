package io.meridian.admin.key;

import io.meridian.admin.office.Office;
import io.meridian.auth.VirtualKey;
import io.meridian.base.BudgetPeriod;
import io.meridian.base.Usd;
import io.meridian.directory.Budget;
import io.meridian.limits.FailMode;
import io.meridian.limits.Limit;
import io.meridian.limits.Scope;
import io.meridian.spend.Charge;
import io.meridian.store.Transaction;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What keys have spent, in which period, and what of that calls are held against. Thread-safe. */
record KeyAccounts(Office office) {
    /** The budget whose limits stand in for those the key lacks. */
    Optional<Budget> tier(VirtualKey key) {
        return Optional.ofNullable(key.owner().budgetId()).flatMap(office.directory()::budget);
    }

    /** A key with the limits calls are held against. */
    KeyBounds.Opening opening(VirtualKey key) {
        return new KeyBounds.Opening(key, tier(key));
    }

    /** The period that runs now: of the key's own budget, or of its tier's. */
    BudgetPeriod period(VirtualKey key) {
        return office.period(key.budget(tier(key)), key.stamps());
    }

    Usd spent(VirtualKey key) {
        return office.spending().spent(Scope.API_KEY, key.account(), period(key).start());
    }

    /** Of many keys with one question. */
    Map<VirtualKey, Usd> spent(Collection<VirtualKey> keys) {
        Map<VirtualKey, Charge> charges = new HashMap<>();
        keys.forEach(key -> charges.put(key, charge(key)));
        Map<Charge, Usd> amounts = office.spending().spent(charges.values());
        Map<VirtualKey, Usd> spent = new HashMap<>();
        charges.forEach((key, charge) -> spent.put(key, amounts.getOrDefault(charge, Usd.ZERO)));
        return spent;
    }

    /** Lets the period that runs, in which nobody has spent anything yet, begin with an amount. */
    void begin(Transaction transaction, VirtualKey key, Usd amount) {
        office.spending().begin(transaction, charge(key), amount);
    }

    /** Before a change is seen: what calls will be held against from then on may not have been counted until now. */
    void recountIfNew(VirtualKey before, VirtualKey after) {
        boolean counted = before.budget(tier(before)).max() != null
                && Objects.equals(before.tenant(), after.tenant())
                && period(before).equals(period(after));
        if (!counted && after.budget(tier(after)).max() != null) {
            office.spending()
                    .recount(
                            after.tenant(),
                            new Limit.Budget(
                                    Scope.API_KEY,
                                    after.account(),
                                    Usd.ZERO,
                                    period(after).start(),
                                    FailMode.SLICE));
        }
    }

    private Charge charge(VirtualKey key) {
        return new Charge(Scope.API_KEY.wireName(), key.account(), period(key).start());
    }
}
