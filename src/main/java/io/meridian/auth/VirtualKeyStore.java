package io.meridian.auth;

import static io.meridian.store.Columns.instant;
import static io.meridian.store.Columns.json;
import static io.meridian.store.Columns.names;
import static io.meridian.store.Columns.text;
import static io.meridian.store.Columns.texts;
import static io.meridian.store.Columns.timestamp;
import static io.meridian.store.jooq.Tables.VIRTUAL_KEY;

import io.meridian.base.BudgetPeriod;
import io.meridian.directory.RateCaps;
import io.meridian.directory.SpendCap;
import io.meridian.directory.Stamps;
import io.meridian.store.Change;
import io.meridian.store.ChangeLog;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import io.meridian.store.jooq.tables.records.VirtualKeyRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.impl.DSL;

/** Virtual keys in PostgreSQL. Every write is noted in the change log of the same transaction. Thread-safe. */
public final class VirtualKeyStore {
    private static final Duration RESET = Duration.ofMinutes(15);

    private final Database database;
    private final ChangeLog changes;

    public VirtualKeyStore(Database database) {
        this.database = database;
        this.changes = new ChangeLog(database);
    }

    public Optional<VirtualKey> find(KeyHash hash) {
        return database.lookUp(jooq -> jooq.fetchOptional(VIRTUAL_KEY, VIRTUAL_KEY.TOKEN.eq(hash.hex())))
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

    /**
     * Resets what every key has spent: what counts from now on is a period of its own, which no counter knows yet. In
     * one statement, so that either all are reset or none.
     */
    public void resetAllSpend(Transaction transaction, Instant now) {
        DSLContext jooq = transaction.jooq();
        // a million keys take longer than a statement may, or a connection be silent; the pool sets the latter back
        jooq.connection(connection -> connection.setNetworkTimeout(Runnable::run, (int) RESET.toMillis()));
        jooq.execute("set local statement_timeout = 0");
        // before any row is: who changes several keys at once would meet us in another order
        jooq.execute("lock table {0} in share row exclusive mode", VIRTUAL_KEY);
        jooq.execute(
                "update {0} set {1} = greatest({2}, {1} + interval '1 second')",
                VIRTUAL_KEY,
                VIRTUAL_KEY.SPEND_RESET_AT.getUnqualifiedName(),
                DSL.val(timestamp(BudgetPeriod.nextReset(now, null))));
        changes.record(transaction, Change.Kind.EVERYTHING, "");
    }

    /** Those that there are of these keys. */
    public List<VirtualKey> findAll(Collection<KeyHash> hashes) {
        List<String> tokens = hashes.stream().map(KeyHash::hex).toList();
        return database.report(jooq ->
                jooq.selectFrom(VIRTUAL_KEY).where(VIRTUAL_KEY.TOKEN.in(tokens)).fetch(VirtualKeyStore::toKey));
    }

    /** Deletes a key; false if there is none. */
    public boolean delete(Transaction transaction, KeyHash hash) {
        int deleted = transaction
                .jooq()
                .deleteFrom(VIRTUAL_KEY)
                .where(VIRTUAL_KEY.TOKEN.eq(hash.hex()))
                .execute();
        if (deleted > 0) {
            changes.record(transaction, Change.Kind.KEY, hash.hex());
        }
        return deleted > 0;
    }

    private static VirtualKey toKey(VirtualKeyRecord row) {
        return new VirtualKey(
                new KeyHash(row.getToken()),
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
                details(row),
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
        row.setSpendResetAt(timestamp(key.budget().resetAt()));
        row.setBudgetStartedAt(timestamp(key.budget().startedAt()));
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
