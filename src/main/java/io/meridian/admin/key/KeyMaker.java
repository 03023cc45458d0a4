package io.meridian.admin.key;

import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.auth.Authenticator;
import io.meridian.auth.Caller;
import io.meridian.auth.KeyHash;
import io.meridian.auth.KeyRules;
import io.meridian.auth.VirtualKey;
import io.meridian.base.GatewayException;
import io.meridian.base.Usd;
import io.meridian.directory.RateCaps;
import io.meridian.directory.SpendCap;
import io.meridian.directory.Stamps;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads from requests what keys are to be. Stores nothing. Thread-safe. */
final class KeyMaker {
    private static final int RANDOM_BYTES = 16;
    private static final Map<String, List<String>> ROUTES_OF_TYPE = Map.of(
            "default", List.of(),
            "llm_api", List.of("llm_api_routes"),
            "management", List.of("management_routes"),
            "read_only", List.of("info_routes"));

    private final Office office;
    private final SecureRandom random = new SecureRandom();

    KeyMaker(Office office) {
        this.office = office;
    }

    /** A key just made, what it is to have spent, and the only copy of what opens with it. */
    record Made(VirtualKey key, String rawKey, @Nullable String duration, Usd spent) {}

    Made make(Form form, Caller maker) {
        String raw = rawKey(form, "key");
        String type = type(form);
        VirtualKey key = apply(form, blank(raw, type, maker), maker);
        Usd spent = spend(form).orElse(Usd.ZERO);
        form.check();
        return new Made(key, raw, form.text("duration").value(), spent);
    }

    /** What a request makes of a key. */
    VirtualKey apply(Form form, VirtualKey old, Caller changer) {
        KeyFields fields = new KeyFields(form, office.clock().instant(), office.zone());
        VirtualKey.Details details = fields.details(old.details());
        return new VirtualKey(
                old.hash(),
                old.account(),
                fields.name(old.name()),
                fields.owner(old.owner()),
                fields.access(old.access()),
                fields.rates(old.rates()),
                fields.budget(old.budget()),
                fields.rotation(old.rotation()),
                details,
                KeyRules.of(details),
                changedNow(old.stamps(), changer));
    }

    /** What the request says that the key has spent. */
    Optional<Usd> spend(Form form) {
        return Optional.ofNullable(new KeyFields(form, office.clock().instant(), office.zone()).spend())
                .map(Usd::of);
    }

    /** The key the request chooses, or one that nobody can guess. */
    String rawKey(Form form, String field) {
        @Nullable String chosen = form.text(field).value();
        form.check();
        if (chosen == null) {
            byte[] bytes = new byte[RANDOM_BYTES];
            random.nextBytes(bytes);
            return "sk-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }
        if (!chosen.startsWith("sk-")) {
            throw new GatewayException.BadRequest("Invalid key format. A virtual key must start with 'sk-'.", field);
        }
        return chosen;
    }

    Stamps changedNow(Stamps old, Caller changer) {
        return old.changed(office.now(), changer.userId().orElse(null));
    }

    private VirtualKey blank(String raw, String type, Caller maker) {
        String by = maker.userId().orElse(null);
        KeyHash hash = KeyHash.of(raw);
        return new VirtualKey(
                hash,
                hash.hex(),
                new VirtualKey.Name(Authenticator.mask(raw), null, type),
                new VirtualKey.Owner(null, null, null, null, null, null),
                new VirtualKey.Access(List.of(), Map.of(), ROUTES_OF_TYPE.getOrDefault(type, List.of()), false, null),
                RateCaps.NONE,
                SpendCap.NONE,
                new VirtualKey.Rotation(false, null, 0, null, null),
                new VirtualKey.Details("{}", "{}", "{}", "{}", null, null, null, List.of(), List.of(), List.of()),
                KeyRules.NONE,
                Stamps.made(office.now(), by));
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
}
