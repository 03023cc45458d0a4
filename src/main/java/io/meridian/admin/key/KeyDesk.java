package io.meridian.admin.key;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.meridian.admin.audit.Deed;
import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.auth.KeyHash;
import io.meridian.auth.Permit;
import io.meridian.auth.VirtualKey;
import io.meridian.auth.VirtualKeyStore;
import io.meridian.base.GatewayException;
import io.meridian.base.Usd;
import io.meridian.store.Transaction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes, changes and ends virtual keys; every change is seen by this instance at once. Thread-safe. */
final class KeyDesk {
    /** More than anybody deletes at once by hand, and less than a statement can name. */
    private static final int MOST_DELETED = 10_000;

    private final Office office;
    private final VirtualKeyStore store;
    private final KeyPolicy policy;
    private final KeyMaker maker;
    private final KeyAccounts accounts;
    private final KeyRegister register;

    KeyDesk(Office office, KeyPolicy policy, KeyMaker maker, KeyAccounts accounts, KeyRegister register) {
        this.office = office;
        this.store = new VirtualKeyStore(office.database());
        this.policy = policy;
        this.maker = maker;
        this.accounts = accounts;
        this.register = register;
    }

    KeyAccounts accounts() {
        return accounts;
    }

    Optional<VirtualKey> find(KeyHash hash) {
        return store.find(hash);
    }

    Optional<VirtualKey> findByAlias(String alias) {
        return store.findByAlias(alias);
    }

    List<VirtualKey> findAll(List<KeyHash> hashes) {
        return store.findAll(hashes);
    }

    /** A key of the caller's own, unless an administrator names somebody else. */
    KeyMaker.Made make(Form form, Acting acting) {
        Permit permit = acting.permit();
        if (!permit.isUnlimited() && form.text("user_id").value() == null) {
            permit.caller().userId().ifPresent(own -> form.fill("user_id", TextNode.valueOf(own)));
        }
        return make(prepared(form, permit), acting);
    }

    /** A key of a team and of none of its members. */
    KeyMaker.Made makeServiceAccount(Form form, Acting acting) {
        if (form.text("team_id").value() == null) {
            form.check();
            throw new GatewayException.BadRequest("team_id is required for service account keys.", "team_id");
        }
        form.fill("user_id", NullNode.instance);
        try {
            return make(prepared(form, acting.permit()), acting);
        } catch (GatewayException.NotFound unknownTeam) {
            throw new GatewayException.BadRequest(unknownTeam.text(), "team_id");
        }
    }

    /** What a request says of a new key that others store, for a user whom they have seen to. */
    KeyMaker.Made prepare(Form form, Permit permit) {
        policy.complete(form);
        return maker.make(form, permit.caller());
    }

    void store(Transaction transaction, KeyMaker.Made made, Acting acting) {
        register.create(transaction, made, acting);
    }

    VirtualKey change(KeyHash hash, Form form, Acting acting) {
        policy.check(form);
        Optional<Usd> spend = maker.spend(form);
        if (spend.isPresent() && !acting.permit().isUnlimited()) {
            throw KeyBounds.adminsOnly("spend");
        }
        return register.change(
                hash,
                acting,
                Deed::updated,
                (_, before) -> {
                    VirtualKey after = maker.apply(form, before, acting.caller());
                    form.check();
                    bounds(acting.permit()).require(accounts.opening(after), Optional.of(accounts.opening(before)));
                    return after;
                },
                spend);
    }

    VirtualKey setBlocked(KeyHash hash, boolean blocked, Acting acting) {
        return register.change(
                hash,
                acting,
                blocked ? Deed::blocked : Deed::unblocked,
                (_, key) -> key.blocked(blocked, maker.changedNow(key.stamps(), acting.caller())));
    }

    /** Deletes those that exist; refused if none does, or if one of them is not the caller's to delete. */
    List<KeyHash> delete(List<KeyHash> hashes, List<String> aliases, Acting acting) {
        if (hashes.size() + aliases.size() > MOST_DELETED) {
            throw new GatewayException.BadRequest(
                    "At most %d keys can be deleted at once.".formatted(MOST_DELETED), "keys");
        }
        Map<KeyHash, Usd> spent = new HashMap<>();
        accounts.spent(store.findAll(hashes)).forEach((key, amount) -> spent.put(key.hash(), amount));
        List<KeyHash> deleted = office.database().inTransaction(transaction -> {
            List<KeyHash> named = new ArrayList<>(hashes);
            named.addAll(register.named(transaction, aliases));
            return distinct(named)
                    .filter(hash -> register.delete(transaction, hash, acting, spent.getOrDefault(hash, Usd.ZERO)))
                    .toList();
        });
        if (deleted.isEmpty()) {
            throw new GatewayException.NotFound("No keys found: not found in database.", "keys");
        }
        deleted.forEach(register::forget);
        return deleted;
    }

    /** In one order for everybody, so that nobody waits for a row of somebody who waits for one of ours. */
    private static Stream<KeyHash> distinct(List<KeyHash> hashes) {
        return hashes.stream().distinct().sorted(Comparator.comparing(KeyHash::hex));
    }

    private KeyMaker.Made prepared(Form form, Permit permit) {
        policy.creation().require(form, permit);
        if (!permit.isUnlimited()) {
            new KeyInheritance(form, office.now()).fill(permit.caller());
        }
        return prepare(form, permit);
    }

    private KeyMaker.Made make(KeyMaker.Made made, Acting acting) {
        Permit permit = acting.permit();
        VirtualKey key = made.key();
        KeyAuthority.requireOwnUser(permit, key);
        KeyAuthority.requireResult(permit, key);
        if (made.spent().nanos() != 0 && !permit.isUnlimited()) {
            throw KeyBounds.adminsOnly("spend");
        }
        bounds(permit).require(accounts.opening(key));
        register.create(made, acting);
        return made;
    }

    private KeyBounds bounds(Permit permit) {
        return new KeyBounds(permit, office.clock().instant());
    }
}
