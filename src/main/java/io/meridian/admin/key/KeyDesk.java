package io.meridian.admin.key;

import io.meridian.admin.form.Form;
import io.meridian.auth.Authenticator;
import io.meridian.auth.Caller;
import io.meridian.auth.KeyCache;
import io.meridian.auth.KeyHash;
import io.meridian.auth.VirtualKey;
import io.meridian.auth.VirtualKeyStore;
import io.meridian.base.GatewayException;
import io.meridian.store.ConflictException;
import io.meridian.store.Database;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
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

    private final Database database;
    private final VirtualKeyStore store;
    private final KeyCache cache;
    private final Clock clock;
    private final ZoneId zone;
    private final KeyPolicy policy;
    private final SecureRandom random = new SecureRandom();

    KeyDesk(Database database, VirtualKeyStore store, KeyCache cache, Clock clock, ZoneId zone, KeyPolicy policy) {
        this.database = database;
        this.store = store;
        this.cache = cache;
        this.clock = clock;
        this.zone = zone;
        this.policy = policy;
    }

    /** A key just made, and the only copy of what opens with it. */
    record Made(VirtualKey key, String rawKey, @Nullable String duration) {}

    Made make(Form form, Caller maker) {
        policy.complete(form);
        String raw = rawKey(form);
        String type = type(form);
        VirtualKey blank = blank(raw, type, maker);
        VirtualKey key = applied(form, blank, maker);
        form.check();
        if (!store.create(key)) {
            throw taken(key);
        }
        cache.forget(key.hash());
        return new Made(key, raw, form.text("duration").value());
    }

    VirtualKey change(KeyHash hash, Form form, Caller changer) {
        policy.check(form);
        return change(hash, key -> {
            VirtualKey changed = applied(form, key, changer);
            form.check();
            return changed;
        });
    }

    VirtualKey setBlocked(KeyHash hash, boolean blocked, Caller changer) {
        return change(hash, key -> {
            VirtualKey.Access access = key.access();
            return new VirtualKey(
                    key.hash(),
                    key.name(),
                    key.owner(),
                    new VirtualKey.Access(
                            access.models(), access.aliases(), access.allowedRoutes(), blocked, access.expires()),
                    key.limits(),
                    key.budget(),
                    key.rotation(),
                    key.details(),
                    changedNow(key.stamps(), changer));
        });
    }

    Optional<VirtualKey> find(KeyHash hash) {
        return store.find(hash);
    }

    /** Deletes those that exist; refused if none does. */
    List<KeyHash> delete(List<KeyHash> hashes, List<String> aliases) {
        List<KeyHash> deleted = database.inTransaction(transaction -> {
            List<KeyHash> named = new ArrayList<>(hashes);
            named.addAll(store.findByAliases(transaction, aliases));
            return named.stream()
                    .distinct()
                    .filter(hash -> store.delete(transaction, hash))
                    .toList();
        });
        if (deleted.isEmpty()) {
            throw new GatewayException.NotFound("No keys found: not found in database.", "keys");
        }
        deleted.forEach(cache::forget);
        return deleted;
    }

    ZoneId zone() {
        return zone;
    }

    private VirtualKey change(KeyHash hash, UnaryOperator<VirtualKey> change) {
        VirtualKey changed;
        try {
            changed = database.inTransaction(transaction -> {
                VirtualKey key = store.findForUpdate(transaction, hash).orElseThrow(KeyDesk::unknown);
                VirtualKey after = change.apply(key);
                store.update(transaction, after);
                return after;
            });
        } catch (ConflictException alias) {
            throw new GatewayException.BadRequest(
                    "Key alias already exists. Unique key aliases are required.", "key_alias");
        }
        cache.forget(hash);
        return changed;
    }

    private VirtualKey applied(Form form, VirtualKey old, Caller changer) {
        KeyFields fields = new KeyFields(form, clock.instant(), zone);
        return new VirtualKey(
                old.hash(),
                fields.name(old.name()),
                fields.owner(old.owner()),
                fields.access(old.access()),
                fields.limits(old.limits()),
                fields.budget(old.budget()),
                fields.rotation(old.rotation()),
                fields.details(old.details()),
                changedNow(old.stamps(), changer));
    }

    private VirtualKey blank(String raw, String type, Caller maker) {
        Instant now = now();
        String by = maker.userId().orElse(null);
        return new VirtualKey(
                KeyHash.of(raw),
                new VirtualKey.Name(Authenticator.mask(raw), null, type),
                new VirtualKey.Owner(null, null, null, null, null),
                new VirtualKey.Access(List.of(), Map.of(), ROUTES_OF_TYPE.getOrDefault(type, List.of()), false, null),
                new VirtualKey.Limits(null, null, null),
                new VirtualKey.Budget(null, null, null, null, null, null),
                new VirtualKey.Rotation(false, null, 0, null, null),
                new VirtualKey.Details("{}", "{}", "{}", "{}", null, null, null, List.of(), List.of(), List.of()),
                new VirtualKey.Stamps(now, by, now, by));
    }

    private VirtualKey.Stamps changedNow(VirtualKey.Stamps old, Caller changer) {
        return new VirtualKey.Stamps(
                old.createdAt(), old.createdBy(), now(), changer.userId().orElse(null));
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

    /** PostgreSQL keeps microseconds and the wire milliseconds; a finer moment would not compare equal later. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static GatewayException taken(VirtualKey key) {
        return key.name().alias() == null
                ? new GatewayException.BadRequest("This key already exists.", "key")
                : new GatewayException.BadRequest(
                        "Key with alias '%s' already exists. Unique key aliases are required."
                                .formatted(key.name().alias()),
                        "key_alias");
    }

    static GatewayException unknown() {
        return new GatewayException.NotFound("Key not found in database", "key");
    }
}
