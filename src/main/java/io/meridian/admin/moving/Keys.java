package io.meridian.admin.moving;

import io.meridian.auth.KeyHash;
import io.meridian.auth.KeyRules;
import io.meridian.auth.VirtualKey;
import io.meridian.auth.VirtualKeyStore;
import io.meridian.directory.Stamps;
import io.meridian.limits.Scope;
import io.meridian.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Virtual keys by their hashes, so that those in the field go on opening what they opened. */
final class Keys implements Goods<VirtualKey> {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    /** Whoever logs in there gets a key of this team for a day. */
    private static final String SESSIONS = "litellm-dashboard";

    private static final Set<String> TYPES = Set.of("default", "llm_api", "management", "read_only");

    private final Surroundings surroundings;
    private final VirtualKeyStore store;

    Keys(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.store = new VirtualKeyStore(surroundings.here());
    }

    @Override
    public Kind kind() {
        return Kind.KEY;
    }

    @Override
    public String table() {
        return "LiteLLM_VerificationToken";
    }

    @Override
    public String query() {
        return SourceStore.rows(table(), "t.token");
    }

    @Override
    public VirtualKey read(Transaction transaction, SourceRow row) throws NotTaken {
        KeyHash hash = hash(row);
        Stamps stamps = row.stamps();
        VirtualKey.Details details = details(row);
        return new VirtualKey(
                hash,
                hash.hex(),
                new VirtualKey.Name(row.text("key_name"), alias(transaction, row, hash), type(row)),
                owner(row),
                new VirtualKey.Access(
                        row.texts("models"),
                        row.names("aliases"),
                        row.texts("allowed_routes"),
                        row.flag("blocked"),
                        row.requiredInstant("expires")),
                row.rates(),
                row.cap(stamps.createdAt()),
                new VirtualKey.Rotation(
                        row.flag("auto_rotate"),
                        row.duration("rotation_interval"),
                        row.count("rotation_count"),
                        row.instant("last_rotation_at"),
                        row.instant("key_rotation_at")),
                details,
                KeyRules.of(details),
                stamps);
    }

    private VirtualKey.Details details(SourceRow row) {
        return new VirtualKey.Details(
                row.json("metadata"),
                row.json("config"),
                row.json("permissions"),
                row.json("model_max_budget"),
                row.optionalJson("router_settings"),
                row.optionalJson("budget_limits"),
                surroundings.objectPermission(row),
                row.texts("allowed_cache_controls"),
                row.texts("policies"),
                row.texts("access_group_ids"));
    }

    private static KeyHash hash(SourceRow row) throws NotTaken {
        String token = row.id("token");
        if (SESSIONS.equals(row.text("team_id"))) {
            throw new NotTaken("it is the session of somebody who was logged in there");
        }
        if (!HASH.matcher(token).matches()) {
            throw new NotTaken("its token is no SHA-256 of a key");
        }
        return new KeyHash(token);
    }

    /** An alias belongs to one key here; the first one has it. */
    private @Nullable String alias(Transaction transaction, SourceRow row, KeyHash hash) {
        String alias = row.text("key_alias");
        if (alias == null) {
            return null;
        }
        boolean free = surroundings
                .presence()
                .claim(
                        Kind.KEY,
                        alias,
                        hash.hex(),
                        () -> store.findByAliases(transaction, List.of(alias)).stream()
                                .map(KeyHash::hex)
                                .findFirst());
        if (!free) {
            row.remark("taken without an alias that another key has");
        }
        return free ? alias : null;
    }

    private static String type(SourceRow row) {
        String type = row.text("key_type");
        return type != null && TYPES.contains(type) ? type : "default";
    }

    /** They are kept as they are: whoever is made under this name later is the owner, as there. */
    private VirtualKey.Owner owner(SourceRow row) {
        askFor(row, "user_id", Kind.USER);
        askFor(row, "team_id", Kind.TEAM);
        askFor(row, "organization_id", Kind.ORGANIZATION);
        askFor(row, "project_id", Kind.PROJECT);
        return new VirtualKey.Owner(
                row.text("user_id"),
                row.text("team_id"),
                row.text("project_id"),
                row.text("agent_id"),
                row.text("organization_id"),
                row.reference("budget_id", Kind.BUDGET, surroundings.presence()));
    }

    private void askFor(SourceRow row, String name, Kind kind) {
        String id = row.text(name);
        if (id != null && !surroundings.presence().has(kind, id)) {
            row.remark("taken though " + name + " names none that is here, so that its limits do not count");
        }
    }

    @Override
    public String id(VirtualKey key) {
        return key.hash().hex();
    }

    @Override
    public Optional<VirtualKey> find(Transaction transaction, VirtualKey key) {
        return store.findForUpdate(transaction, key.hash());
    }

    @Override
    public Instant changedAt(VirtualKey here) {
        return here.stamps().updatedAt();
    }

    @Override
    public void create(Transaction transaction, VirtualKey key) {
        store.create(transaction, key);
    }

    @Override
    public void update(Transaction transaction, VirtualKey key) {
        store.update(transaction, key);
    }

    @Override
    public Optional<Total> total(VirtualKey here) {
        return Optional.of(surroundings.total(Scope.API_KEY.wireName(), here.account(), here.budget(), here.stamps()));
    }
}
