package io.meridian.admin.key;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.meridian.admin.audit.Actor;
import io.meridian.admin.audit.Deed;
import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.auth.Authenticator;
import io.meridian.auth.Caller;
import io.meridian.auth.KeyHash;
import io.meridian.auth.Permit;
import io.meridian.auth.Subject;
import io.meridian.auth.VirtualKey;
import io.meridian.auth.VirtualKeyStore;
import io.meridian.base.BudgetPeriod;
import io.meridian.base.GatewayException;
import io.meridian.base.Usd;
import io.meridian.directory.RateCaps;
import io.meridian.directory.SpendCap;
import io.meridian.directory.Stamps;
import io.meridian.directory.TeamStore;
import io.meridian.limits.Scope;
import io.meridian.store.ConflictException;
import io.meridian.store.Transaction;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes, changes and ends virtual keys; every change is seen by this instance at once. Thread-safe. */
final class KeyDesk {
    private static final int RANDOM_BYTES = 16;
    private static final Map<String, List<String>> ROUTES_OF_TYPE = Map.of(
            "default", List.of(),
            "llm_api", List.of("llm_api_routes"),
            "management", List.of("management_routes"),
            "read_only", List.of("info_routes"));

    private final Office office;
    private final VirtualKeyStore store;
    private final TeamStore teams;
    private final KeyPolicy policy;
    private final SecureRandom random = new SecureRandom();

    KeyDesk(Office office, VirtualKeyStore store, KeyPolicy policy) {
        this.office = office;
        this.store = store;
        this.teams = new TeamStore(office.database());
        this.policy = policy;
    }

    /** A key just made, and the only copy of what opens with it. */
    record Made(VirtualKey key, String rawKey, @Nullable String duration) {}

    Made make(Form form, Permit permit, Actor maker) {
        policy.complete(form);
        if (!permit.isUnlimited() && !form.has("user_id") && !form.has("team_id")) {
            permit.caller().userId().ifPresent(own -> form.fill("user_id", TextNode.valueOf(own)));
        }
        String raw = rawKey(form);
        String type = type(form);
        VirtualKey key = applied(form, blank(raw, type, permit.caller()), permit.caller());
        form.check();
        permit.require(Subject.of(key), () -> notForOthers(key, permit.caller()));
        try {
            office.database().transact(transaction -> {
                requireTeam(transaction, key);
                store.create(transaction, key);
                office.audit()
                        .note(
                                transaction,
                                maker,
                                Deed.created(Deed.Table.KEY, key.hash().hex(), view(key)));
            });
        } catch (ConflictException taken) {
            throw taken(key);
        }
        office.keys().forget(key.hash());
        return new Made(key, raw, form.text("duration").value());
    }

    VirtualKey change(KeyHash hash, Form form, Permit permit, Actor changer) {
        policy.check(form);
        return change(hash, permit, changer, Deed::updated, key -> {
            VirtualKey changed = applied(form, key, permit.caller());
            form.check();
            return changed;
        });
    }

    VirtualKey setBlocked(KeyHash hash, boolean blocked, Permit permit, Actor changer) {
        return change(hash, permit, changer, blocked ? Deed::blocked : Deed::unblocked, key -> {
            VirtualKey.Access access = key.access();
            return new VirtualKey(
                    key.hash(),
                    key.name(),
                    key.owner(),
                    new VirtualKey.Access(
                            access.models(), access.aliases(), access.allowedRoutes(), blocked, access.expires()),
                    key.rates(),
                    key.budget(),
                    key.rotation(),
                    key.details(),
                    changedNow(key.stamps(), permit.caller()));
        });
    }

    BudgetPeriod period(VirtualKey key) {
        return office.period(key.budget(), key.stamps());
    }

    Usd spent(VirtualKey key) {
        return office.spending()
                .spent(Scope.API_KEY, key.hash().hex(), period(key).start());
    }

    Optional<VirtualKey> find(KeyHash hash) {
        return store.find(hash);
    }

    /** Deletes those that exist; refused if none does, or if one of them is not the caller's to delete. */
    List<KeyHash> delete(List<KeyHash> hashes, List<String> aliases, Permit permit, Actor deleter) {
        List<KeyHash> deleted = office.database().inTransaction(transaction -> {
            List<KeyHash> named = new ArrayList<>(hashes);
            named.addAll(store.findByAliases(transaction, aliases));
            return named.stream()
                    .distinct()
                    .sorted(Comparator.comparing(KeyHash::hex))
                    .filter(hash -> delete(transaction, hash, permit, deleter))
                    .toList();
        });
        if (deleted.isEmpty()) {
            throw new GatewayException.NotFound("No keys found: not found in database.", "keys");
        }
        deleted.forEach(office.keys()::forget);
        return deleted;
    }

    private boolean delete(Transaction transaction, KeyHash hash, Permit permit, Actor deleter) {
        Optional<VirtualKey> found = store.findForUpdate(transaction, hash);
        found.ifPresent(key -> {
            permit.require(Subject.of(key));
            store.delete(transaction, hash);
            office.audit().note(transaction, deleter, Deed.deleted(Deed.Table.KEY, hash.hex(), view(key)));
        });
        return found.isPresent();
    }

    /** What was done to a key, as the audit log has it. */
    @FunctionalInterface
    private interface Done {
        Deed of(Deed.Table table, String id, ObjectNode before, ObjectNode after);
    }

    /** What a key becomes has to be the caller's as much as what it was. */
    private VirtualKey change(KeyHash hash, Permit permit, Actor changer, Done done, UnaryOperator<VirtualKey> change) {
        VirtualKey changed;
        try {
            changed = office.database().inTransaction(transaction -> {
                VirtualKey key = store.findForUpdate(transaction, hash).orElseThrow(KeyDesk::unknown);
                permit.require(Subject.of(key));
                VirtualKey after = change.apply(key);
                permit.require(Subject.of(after), () -> notForOthers(after, permit.caller()));
                if (!Objects.equals(key.owner().teamId(), after.owner().teamId())) {
                    requireTeam(transaction, after);
                }
                store.update(transaction, after);
                office.audit().note(transaction, changer, done.of(Deed.Table.KEY, hash.hex(), view(key), view(after)));
                return after;
            });
        } catch (ConflictException alias) {
            throw new GatewayException.BadRequest(
                    "Key alias already exists. Unique key aliases are required.", "key_alias");
        }
        office.keys().forget(hash);
        return changed;
    }

    private ObjectNode view(VirtualKey key) {
        return KeyView.withoutSpend(key, period(key));
    }

    /** A key of a team is one of a team that exists, and that is not deleted before the key is there. */
    private void requireTeam(Transaction transaction, VirtualKey key) {
        @Nullable String team = key.owner().teamId();
        if (team != null && teams.findAndKeep(transaction, team).isEmpty()) {
            throw new GatewayException.NotFound("Team not found, passed team_id=" + team, "team_id");
        }
    }

    private VirtualKey applied(Form form, VirtualKey old, Caller changer) {
        KeyFields fields = new KeyFields(form, office.clock().instant(), office.zone());
        return new VirtualKey(
                old.hash(),
                fields.name(old.name()),
                fields.owner(old.owner()),
                fields.access(old.access()),
                fields.rates(old.rates()),
                fields.budget(old.budget()),
                fields.rotation(old.rotation()),
                fields.details(old.details()),
                changedNow(old.stamps(), changer));
    }

    private VirtualKey blank(String raw, String type, Caller maker) {
        Instant now = office.now();
        String by = maker.userId().orElse(null);
        return new VirtualKey(
                KeyHash.of(raw),
                new VirtualKey.Name(Authenticator.mask(raw), null, type),
                new VirtualKey.Owner(null, null, null, null, null, null),
                new VirtualKey.Access(List.of(), Map.of(), ROUTES_OF_TYPE.getOrDefault(type, List.of()), false, null),
                RateCaps.NONE,
                SpendCap.NONE,
                new VirtualKey.Rotation(false, null, 0, null, null),
                new VirtualKey.Details("{}", "{}", "{}", "{}", null, null, null, List.of(), List.of(), List.of()),
                Stamps.made(now, by));
    }

    private Stamps changedNow(Stamps old, Caller changer) {
        return old.changed(office.now(), changer.userId().orElse(null));
    }

    private String rawKey(Form form) {
        @Nullable String chosen = form.text("key").value();
        form.check();
        if (chosen == null) {
            byte[] bytes = new byte[RANDOM_BYTES];
            random.nextBytes(bytes);
            return "sk-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }
        if (!chosen.startsWith("sk-")) {
            throw new GatewayException.BadRequest("Invalid key format. A virtual key must start with 'sk-'.", "key");
        }
        return chosen;
    }

    private static String type(Form form) {
        @Nullable String type = form.text("key_type").value();
        if (type == null) {
            return "default";
        }
        if (!ROUTES_OF_TYPE.containsKey(type)) {
            form.problem("key_type", "enum", "Input should be 'default', 'llm_api', 'management' or 'read_only'");
        }
        return type;
    }

    private static GatewayException taken(VirtualKey key) {
        return key.name().alias() == null
                ? new GatewayException.BadRequest("This key already exists.", "key")
                : new GatewayException.BadRequest(
                        "Key with alias '%s' already exists. Unique key aliases are required."
                                .formatted(key.name().alias()),
                        "key_alias");
    }

    private static GatewayException notForOthers(VirtualKey key, Caller caller) {
        return new GatewayException.Forbidden(
                "auth_error",
                "User can only create keys for themselves. Got user_id=%s, team_id=%s, Your ID=%s"
                        .formatted(
                                key.owner().userId(),
                                key.owner().teamId(),
                                caller.userId().orElse(null)),
                "user_id");
    }

    static GatewayException unknown() {
        return new GatewayException.NotFound("Key not found in database", "key");
    }
}
