package io.meridian.admin.key;

import io.meridian.admin.audit.Deed;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.LimitFields;
import io.meridian.admin.office.Office;
import io.meridian.auth.Authenticator;
import io.meridian.auth.KeyHash;
import io.meridian.auth.VirtualKey;
import io.meridian.auth.VirtualKeyStore;
import io.meridian.base.GatewayException;
import io.meridian.base.Usd;
import io.meridian.base.WireDuration;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Replaces what opens a key, and lets what a key has spent begin anew. Thread-safe. */
final class KeyRotation {
    /** Without effect on a key that exists. */
    private static final List<String> NOT_OF_A_CHANGE = List.of("key", "new_key", "grace_period", "spend");

    private final Office office;
    private final VirtualKeyStore store;
    private final KeyPolicy policy;
    private final KeyMaker maker;
    private final KeyAccounts accounts;
    private final KeyRegister register;

    KeyRotation(Office office, KeyPolicy policy, KeyMaker maker, KeyAccounts accounts, KeyRegister register) {
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

    /** The key under another hash: what it may and what it has spent stays, and so does its account. */
    KeyMaker.Made regenerate(String named, Form form, Acting acting) {
        if (form.has("new_master_key")) {
            throw new GatewayException.BadRequest(
                    "The master key is not kept here: set LITELLM_MASTER_KEY and start again. What is sealed depends on"
                            + " LITELLM_SALT_KEY, which has a rotation of its own.",
                    "new_master_key");
        }
        String raw = maker.rawKey(form, "new_key");
        Optional<Instant> graceEnds = graceEnds(form);
        Form fields = form.without(NOT_OF_A_CHANGE);
        policy.check(fields);
        KeyHash hash = KeyHash.named(named);
        VirtualKey old = find(hash, named);
        KeyAuthority.require(acting.permit(), old);
        Usd spent = accounts.spent(old);
        VirtualKey made = register.replace(hash, acting, spent, graceEnds, (_, before) -> {
            VirtualKey changed = maker.apply(fields, before, acting.caller());
            fields.check();
            VirtualKey after = changed.replacedBy(
                    KeyHash.of(raw), Authenticator.mask(raw), rotated(changed.rotation()), changed.stamps());
            new KeyBounds(acting.permit(), office.clock().instant()).requireDisclosable(accounts.opening(after));
            return after;
        });
        return new KeyMaker.Made(made, raw, fields.text("duration").value(), spent);
    }

    /** What a key had spent, and the key that has spent no more than was asked for. */
    record Reset(VirtualKey key, Usd previous, Usd spent) {}

    Reset resetSpend(String named, Form form, Acting acting) {
        BigDecimal asked = form.require("reset_to", form.decimal("reset_to"));
        @Nullable BigDecimal amount = new LimitFields(form, office.now()).money("reset_to", null);
        KeyHash hash = KeyHash.named(named);
        VirtualKey old = find(hash, named);
        KeyAuthority.require(acting.permit(), old);
        Usd previous = accounts.spent(old);
        Usd spent = Usd.of(amount == null ? asked : amount);
        if (spent.compareTo(previous) > 0) {
            throw new GatewayException.BadRequest(
                    "reset_to=%s must not be more than what was spent: %s".formatted(spent, previous), "reset_to");
        }
        @Nullable BigDecimal max = old.budget(accounts.tier(old)).max();
        if (max != null && spent.compareTo(Usd.of(max)) > 0) {
            throw new GatewayException.BadRequest(
                    "reset_to=%s must not be more than max_budget=%s".formatted(spent, Usd.of(max)), "reset_to");
        }
        VirtualKey reset = register.change(hash, acting, Deed::updated, (_, key) -> key, Optional.of(spent));
        return new Reset(reset, previous, spent);
    }

    private VirtualKey find(KeyHash hash, String named) {
        return store.find(hash)
                .orElseThrow(() -> new GatewayException.NotFound(
                        "Key %s not found.".formatted(named.startsWith("sk-") ? Authenticator.mask(named) : named),
                        "key"));
    }

    private Optional<Instant> graceEnds(Form form) {
        @Nullable String grace = form.text("grace_period").value();
        form.check();
        if (grace == null || grace.isEmpty()) {
            return Optional.empty();
        }
        WireDuration length =
                WireDuration.parse(grace).orElseThrow(() -> LimitFields.unreadable("grace_period", grace));
        return Optional.of(length.after(office.now(), office.zone()));
    }

    private VirtualKey.Rotation rotated(VirtualKey.Rotation old) {
        Instant now = office.now();
        @Nullable String interval = old.interval();
        @Nullable
        Instant next = old.automatic() && interval != null
                ? WireDuration.parse(interval)
                        .map(length -> length.after(now, office.zone()))
                        .orElse(null)
                : null;
        return new VirtualKey.Rotation(old.automatic(), interval, old.count() + 1, now, next);
    }
}
