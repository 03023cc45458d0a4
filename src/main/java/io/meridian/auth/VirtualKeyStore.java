package io.meridian.auth;

import static io.meridian.store.Columns.instant;
import static io.meridian.store.Columns.json;
import static io.meridian.store.Columns.names;
import static io.meridian.store.Columns.text;
import static io.meridian.store.Columns.texts;
import static io.meridian.store.Columns.timestamp;
import static io.meridian.store.jooq.Tables.DEPRECATED_KEY;
import static io.meridian.store.jooq.Tables.VIRTUAL_KEY;
import static org.jooq.impl.DSL.select;

import io.meridian.directory.RateCaps;
import io.meridian.directory.SpendCap;
import io.meridian.directory.Stamps;
import io.meridian.store.Change;
import io.meridian.store.ChangeLog;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import io.meridian.store.jooq.tables.records.VirtualKeyRecord;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.impl.DSL;

/** Virtual keys in PostgreSQL. Every write is noted in the change log of the same transaction. Thread-safe. */
public final class VirtualKeyStore {
    private final Database database;
    private final ChangeLog changes;
    private final DeletedKeyStore archive;

    public VirtualKeyStore(Database database) {
        this.database = database;
        this.changes = new ChangeLog(database);
        this.archive = new DeletedKeyStore(database);
    }

    /** The key that this hash opens, be it one that was replaced and has a grace to run. */
    Optional<KnownKey> look(KeyHash hash) {
        return database.lookUp(jooq -> jooq
                .select(VIRTUAL_KEY.asterisk(), DEPRECATED_KEY.REVOKE_AT)
                .from(VIRTUAL_KEY)
                .leftJoin(DEPRECATED_KEY)
                .on(DEPRECATED_KEY.TOKEN.eq(hash.hex()))
                .and(DEPRECATED_KEY.ACTIVE_TOKEN.eq(VIRTUAL_KEY.TOKEN))
                .where(VIRTUAL_KEY.TOKEN.in(
                        DSL.val(hash.hex()),
                        DSL.field(select(DEPRECATED_KEY.ACTIVE_TOKEN)
                                .from(DEPRECATED_KEY)
                                .where(DEPRECATED_KEY.TOKEN.eq(hash.hex())))))
                .fetch(row -> new KnownKey(toKey(row.into(VIRTUAL_KEY)), instant(row.get(DEPRECATED_KEY.REVOKE_AT))))
                .stream()
                // a key of this very hash comes before one that has replaced it
                .min(Comparator.comparing(found -> !found.key().hash().equals(hash))));
    }

    public Optional<VirtualKey> find(KeyHash hash) {
        return database.lookUp(jooq -> jooq.fetchOptional(VIRTUAL_KEY, VIRTUAL_KEY.TOKEN.eq(hash.hex())))
                .map(VirtualKeyStore::toKey);
    }

    public Optional<VirtualKey> findByAlias(String alias) {
        return database.lookUp(jooq -> jooq.fetchOptional(VIRTUAL_KEY, VIRTUAL_KEY.KEY_ALIAS.eq(alias)))
                .map(VirtualKeyStore::toKey);
    }

    /** As {@link #find}, locked until the transaction ends. */
    public Optional<VirtualKey> findForUpdate(Transaction transaction, KeyHash hash) {
        return transaction
                .jooq()
                .selectFrom(VIRTUAL_KEY)
                .where(VIRTUAL_KEY.TOKEN.eq(hash.hex()))
                .forUpdate()
                .fetchOptional()
                .map(VirtualKeyStore::toKey);
    }

    public List<KeyHash> findByAliases(Transaction transaction, List<String> aliases) {
        return transaction
                .jooq()
                .select(VIRTUAL_KEY.TOKEN)
                .from(VIRTUAL_KEY)
                .where(VIRTUAL_KEY.KEY_ALIAS.in(aliases))
                .fetch(row -> new KeyHash(row.value1()));
    }

    /** Adds a key; one whose hash or alias is taken is a conflict. */
    public void create(Transaction transaction, VirtualKey key) {
        VirtualKeyRecord row = toRow(key);
        row.attach(transaction.jooq().configuration());
        row.insert();
        changes.record(transaction, Change.Kind.KEY, key.hash().hex());
    }

    /** Replaces a key that the transaction has locked; a new alias that is taken is a conflict. */
    public void update(Transaction transaction, VirtualKey key) {
        VirtualKeyRecord row = toRow(key);
        row.attach(transaction.jooq().configuration());
        row.update();
        changes.record(transaction, Change.Kind.KEY, key.hash().hex());
    }

    /** Those that there are of these keys. */
    public List<VirtualKey> findAll(Collection<KeyHash> hashes) {
        List<String> tokens = hashes.stream().map(KeyHash::hex).toList();
        return database.report(jooq ->
                jooq.selectFrom(VIRTUAL_KEY).where(VIRTUAL_KEY.TOKEN.in(tokens)).fetch(VirtualKeyStore::toKey));
    }

    /** Archives and deletes a key; false if there is none. */
    public boolean delete(Transaction transaction, KeyHash hash, Departure departure) {
        if (archive.add(transaction, hash, departure)) {
            transaction
                    .jooq()
                    .deleteFrom(VIRTUAL_KEY)
                    .where(VIRTUAL_KEY.TOKEN.eq(hash.hex()))
                    .execute();
            changes.record(transaction, Change.Kind.KEY, hash.hex());
            return true;
        }
        return false;
    }

    /**
     * Gives a key that the transaction has locked another hash; what it was is archived. The old hash opens the key
     * until the moment given, if there is one; a hash that is taken is a conflict.
     */
    public void replace(
            Transaction transaction, KeyHash old, VirtualKey key, Departure departure, Optional<Instant> graceEnds) {
        archive.add(transaction, old, departure);
        DSLContext jooq = transaction.jooq();
        // they follow the key by themselves, but somebody may have cached where they led
        jooq.select(DEPRECATED_KEY.TOKEN)
                .from(DEPRECATED_KEY)
                .where(DEPRECATED_KEY.ACTIVE_TOKEN.eq(old.hex()))
                .fetch(DEPRECATED_KEY.TOKEN)
                .forEach(token -> changes.record(transaction, Change.Kind.KEY, token));
        jooq.update(VIRTUAL_KEY)
                .set(toRow(key))
                .where(VIRTUAL_KEY.TOKEN.eq(old.hex()))
                .execute();
        graceEnds.ifPresent(end -> jooq.insertInto(DEPRECATED_KEY)
                .set(DEPRECATED_KEY.TOKEN, old.hex())
                .set(DEPRECATED_KEY.ACTIVE_TOKEN, key.hash().hex())
                .set(DEPRECATED_KEY.REVOKE_AT, timestamp(end))
                .set(DEPRECATED_KEY.CREATED_AT, timestamp(departure.at()))
                .execute());
        changes.record(transaction, Change.Kind.KEY, old.hex());
        changes.record(transaction, Change.Kind.KEY, key.hash().hex());
    }

    /** Whether this hash was replaced by another, and a key of its own would stand in the way of that. */
    public boolean isDeprecated(Transaction transaction, KeyHash hash) {
        return transaction.jooq().fetchExists(DEPRECATED_KEY, DEPRECATED_KEY.TOKEN.eq(hash.hex()));
    }

    static VirtualKey toKey(VirtualKeyRecord row) {
        VirtualKey.Details details = details(row);
        return new VirtualKey(
                new KeyHash(row.getToken()),
                Objects.requireNonNullElse(row.getAccount(), row.getToken()),
                new VirtualKey.Name(row.getKeyName(), row.getKeyAlias(), row.getKeyType()),
                new VirtualKey.Owner(
                        row.getUserId(),
                        row.getTeamId(),
                        row.getProjectId(),
                        row.getAgentId(),
                        row.getOrganizationId(),
                        row.getBudgetId()),
                new VirtualKey.Access(
                        texts(row.getModels()),
                        names(row.getAliases()),
                        texts(row.getAllowedRoutes()),
                        Boolean.TRUE.equals(row.getBlocked()),
                        instant(row.getExpires())),
                new RateCaps(row.getRpmLimit(), row.getTpmLimit(), row.getMaxParallelRequests()),
                new SpendCap(
                        row.getMaxBudget(),
                        row.getSoftBudget(),
                        row.getBudgetDuration(),
                        instant(row.getBudgetStartedAt()),
                        instant(row.getSpendResetAt())),
                new VirtualKey.Rotation(
                        row.getAutoRotate(),
                        row.getRotationInterval(),
                        row.getRotationCount(),
                        instant(row.getLastRotationAt()),
                        instant(row.getKeyRotationAt())),
                details,
                KeyRules.of(details),
                new Stamps(
                        row.getCreatedAt().toInstant(),
                        row.getCreatedBy(),
                        row.getUpdatedAt().toInstant(),
                        row.getUpdatedBy()));
    }

    private static VirtualKey.Details details(VirtualKeyRecord row) {
        return new VirtualKey.Details(
                row.getMetadata().data(),
                row.getConfig().data(),
                row.getPermissions().data(),
                row.getModelMaxBudget().data(),
                text(row.getRouterSettings()),
                text(row.getBudgetLimits()),
                text(row.getObjectPermission()),
                texts(row.getAllowedCacheControls()),
                texts(row.getPolicies()),
                texts(row.getAccessGroupIds()));
    }

    private static VirtualKeyRecord toRow(VirtualKey key) {
        VirtualKeyRecord row = new VirtualKeyRecord();
        row.setToken(key.hash().hex());
        row.setAccount(key.account());
        row.setKeyName(key.name().mask());
        row.setKeyAlias(key.name().alias());
        row.setKeyType(key.name().type());
        row.setUserId(key.owner().userId());
        row.setTeamId(key.owner().teamId());
        row.setProjectId(key.owner().projectId());
        row.setAgentId(key.owner().agentId());
        row.setOrganizationId(key.owner().organizationId());
        row.setModels(key.access().models().toArray(String[]::new));
        row.setAliases(json(key.access().aliases()));
        row.setAllowedRoutes(key.access().allowedRoutes().toArray(String[]::new));
        row.setBlocked(key.access().blocked());
        row.setExpires(timestamp(key.access().expires()));
        row.setRpmLimit(key.rates().rpm());
        row.setTpmLimit(key.rates().tpm());
        row.setMaxParallelRequests(key.rates().parallel());
        row.setMaxBudget(key.budget().max());
        row.setSoftBudget(key.budget().soft());
        row.setBudgetDuration(key.budget().duration());
        row.setBudgetStartedAt(timestamp(key.budget().startedAt()));
        row.setSpendResetAt(timestamp(key.budget().resetAt()));
        row.setBudgetId(key.owner().budgetId());
        addRotation(row, key.rotation());
        addDetails(row, key.details());
        row.setCreatedAt(timestamp(key.stamps().createdAt()));
        row.setCreatedBy(key.stamps().createdBy());
        row.setUpdatedAt(timestamp(key.stamps().updatedAt()));
        row.setUpdatedBy(key.stamps().updatedBy());
        return row;
    }

    private static void addRotation(VirtualKeyRecord row, VirtualKey.Rotation rotation) {
        row.setAutoRotate(rotation.automatic());
        row.setRotationInterval(rotation.interval());
        row.setRotationCount(rotation.count());
        row.setLastRotationAt(timestamp(rotation.last()));
        row.setKeyRotationAt(timestamp(rotation.next()));
    }

    private static void addDetails(VirtualKeyRecord row, VirtualKey.Details details) {
        row.setMetadata(JSONB.valueOf(details.metadata()));
        row.setConfig(JSONB.valueOf(details.config()));
        row.setPermissions(JSONB.valueOf(details.permissions()));
        row.setModelMaxBudget(JSONB.valueOf(details.modelMaxBudget()));
        row.setRouterSettings(JSONB.jsonbOrNull(details.routerSettings()));
        row.setBudgetLimits(JSONB.jsonbOrNull(details.budgetLimits()));
        row.setObjectPermission(JSONB.jsonbOrNull(details.objectPermission()));
        row.setAllowedCacheControls(details.allowedCacheControls().toArray(String[]::new));
        row.setPolicies(details.policies().toArray(String[]::new));
        row.setAccessGroupIds(details.accessGroupIds().toArray(String[]::new));
    }
}
