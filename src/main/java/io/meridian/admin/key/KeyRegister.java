package io.meridian.admin.key;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.audit.Deed;
import io.meridian.admin.office.Office;
import io.meridian.auth.KeyHash;
import io.meridian.auth.Permit;
import io.meridian.auth.VirtualKey;
import io.meridian.auth.VirtualKeyStore;
import io.meridian.base.BudgetPeriod;
import io.meridian.base.GatewayException;
import io.meridian.base.Usd;
import io.meridian.store.ConflictException;
import io.meridian.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Where keys are written: each write is one transaction, after which this instance believes nothing old. */
final class KeyRegister {
    private final Office office;
    private final VirtualKeyStore store;
    private final KeyOwners owners;
    private final KeyAccounts accounts;
    private final KeyCountStore counts;

    KeyRegister(Office office, KeyAccounts accounts) {
        this.office = office;
        this.store = new VirtualKeyStore(office.database());
        this.owners = new KeyOwners(office);
        this.accounts = accounts;
        this.counts = new KeyCountStore(office.database());
    }

    /** What becomes of a key that the transaction has locked. */
    @FunctionalInterface
    interface Change extends BiFunction<Transaction, VirtualKey, VirtualKey> {}

    void create(KeyMaker.Made made, Acting acting) {
        VirtualKey key = made.key();
        try {
            office.database().transact(transaction -> create(transaction, made, acting));
        } catch (ConflictException taken) {
            throw taken(key);
        }
        forget(key.hash());
        // so that changes of the counts do not pile up where nobody lists keys
        if (key.hash().hex().startsWith("00")) {
            counts.fold();
        }
    }

    void create(Transaction transaction, KeyMaker.Made made, Acting acting) {
        VirtualKey key = made.key();
        owners.require(transaction, key, acting.permit());
        requireUnused(transaction, key.hash());
        store.create(transaction, key);
        if (made.spent().nanos() != 0) {
            accounts.begin(transaction, key, made.spent());
        }
        note(transaction, acting, Deed.created(Deed.Table.KEY, key.hash().hex(), view(key)));
    }

    /** What was done to a key, as the audit log has it. */
    @FunctionalInterface
    interface Done {
        Deed of(Deed.Table table, String id, ObjectNode before, ObjectNode after);
    }

    VirtualKey change(KeyHash hash, Acting acting, Done done, Change change) {
        return change(hash, acting, done, change, Optional.empty());
    }

    /**
     * Locks a key that the caller may change, and writes what becomes of it.
     *
     * @param spent what it is to have spent from now on, if that is changed
     */
    VirtualKey change(KeyHash hash, Acting acting, Done done, Change change, Optional<Usd> spent) {
        VirtualKey changed;
        try {
            changed = office.database().inTransaction(transaction -> {
                VirtualKey before = locked(transaction, hash, acting.permit());
                VirtualKey after = withSpend(before, change.apply(transaction, before), spent);
                requireChange(transaction, before, after, acting.permit());
                accounts.recountIfNew(before, after);
                store.update(transaction, after);
                spent.ifPresent(amount -> accounts.begin(transaction, after, amount));
                note(transaction, acting, done.of(Deed.Table.KEY, hash.hex(), view(before), view(after)));
                return after;
            });
        } catch (ConflictException alias) {
            throw aliasTaken();
        }
        forget(hash);
        return changed;
    }

    /** As {@link #change}, where the key gets another hash; the old one opens it until the moment given. */
    VirtualKey replace(KeyHash hash, Acting acting, Usd spent, Optional<Instant> graceEnds, Change change) {
        VirtualKey changed;
        try {
            changed = office.database().inTransaction(transaction -> {
                VirtualKey before = locked(transaction, hash, acting.permit());
                VirtualKey after = change.apply(transaction, before);
                requireChange(transaction, before, after, acting.permit());
                requireUnused(transaction, after.hash());
                accounts.recountIfNew(before, after);
                store.replace(transaction, hash, after, acting.departure(office.now(), spent), graceEnds);
                note(transaction, acting, Deed.rotated(Deed.Table.KEY, hash.hex(), view(before), view(after)));
                return after;
            });
        } catch (ConflictException taken) {
            throw new GatewayException.BadRequest("This key, or its alias, already exists.", "new_key");
        }
        forget(hash);
        forget(changed.hash());
        return changed;
    }

    /** Archives and deletes a key; false if there is none. */
    boolean delete(Transaction transaction, KeyHash hash, Acting acting, Usd spent) {
        Optional<VirtualKey> found = store.findForUpdate(transaction, hash);
        found.ifPresent(key -> {
            KeyAuthority.require(acting.permit(), key);
            var _ = store.delete(transaction, hash, acting.departure(office.now(), spent));
            note(transaction, acting, Deed.deleted(Deed.Table.KEY, hash.hex(), view(key)));
        });
        return found.isPresent();
    }

    private void note(Transaction transaction, Acting acting, Deed deed) {
        office.audit().note(transaction, acting.actor(), deed);
    }

    private ObjectNode view(VirtualKey key) {
        return KeyView.withoutSpend(key, accounts.period(key));
    }

    void forget(KeyHash hash) {
        office.keys().forget(hash);
    }

    List<KeyHash> named(Transaction transaction, List<String> aliases) {
        return store.findByAliases(transaction, aliases);
    }

    private VirtualKey locked(Transaction transaction, KeyHash hash, Permit permit) {
        VirtualKey key = store.findForUpdate(transaction, hash).orElseThrow(KeyRegister::unknown);
        KeyAuthority.require(permit, key);
        return key;
    }

    /** A reset is the next period: calls that run are booked where they began. */
    private VirtualKey withSpend(VirtualKey before, VirtualKey after, Optional<Usd> spent) {
        return spent.map(_ -> after.resetAt(BudgetPeriod.nextReset(
                        office.clock().instant(), before.budget().resetAt())))
                .orElse(after);
    }

    private void requireChange(Transaction transaction, VirtualKey before, VirtualKey after, Permit permit) {
        KeyAuthority.requireSameOwner(permit, before, after);
        KeyAuthority.requireResult(permit, after);
        owners.require(transaction, before, after, permit);
    }

    /** A hash that leads to its successor must not become a key of its own. */
    private void requireUnused(Transaction transaction, KeyHash hash) {
        if (store.isDeprecated(transaction, hash)) {
            throw exists();
        }
    }

    private static GatewayException taken(VirtualKey key) {
        return key.name().alias() == null
                ? exists()
                : new GatewayException.BadRequest(
                        "Key with alias '%s' already exists. Unique key aliases are required."
                                .formatted(key.name().alias()),
                        "key_alias");
    }

    private static GatewayException aliasTaken() {
        return new GatewayException.BadRequest(
                "Key alias already exists. Unique key aliases are required.", "key_alias");
    }

    private static GatewayException exists() {
        return new GatewayException.BadRequest("This key already exists.", "key");
    }

    static GatewayException unknown() {
        return new GatewayException.NotFound("Key not found in database", "key");
    }
}
