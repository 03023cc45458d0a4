package io.meridian.auth;

import static io.meridian.store.Columns.instant;
import static io.meridian.store.Columns.json;
import static io.meridian.store.Columns.names;
import static io.meridian.store.Columns.text;
import static io.meridian.store.Columns.texts;
import static io.meridian.store.Columns.timestamp;
import static io.meridian.store.jooq.Tables.VIRTUAL_KEY;

import io.meridian.directory.RateCaps;
import io.meridian.directory.SpendCap;
import io.meridian.directory.Stamps;
import io.meridian.directory.TeamStore;
import io.meridian.store.Change;
import io.meridian.store.ChangeLog;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import io.meridian.store.jooq.tables.records.VirtualKeyRecord;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.JSONB;
import org.jooq.impl.DSL;

/** Virtual keys in PostgreSQL. Every write is noted in the change log of the same transaction. Thread-safe. */
public final class VirtualKeyStore {
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

    /** The keys of these users, locked until the transaction ends. */
    public List<KeyHash> ofUsers(Transaction transaction, Collection<String> userIds) {
        return hashes(transaction, VIRTUAL_KEY.USER_ID.in(userIds));
    }

    /** The keys of a team, locked until the transaction ends. */
    public List<KeyHash> ofTeam(Transaction transaction, String teamId) {
        return hashes(transaction, VIRTUAL_KEY.TEAM_ID.eq(teamId));
    }

    /** The keys that a user has in a team, locked until the transaction ends. */
    public List<KeyHash> ofMember(Transaction transaction, String teamId, String userId) {
        return hashes(transaction, VIRTUAL_KEY.TEAM_ID.eq(teamId).and(VIRTUAL_KEY.USER_ID.eq(userId)));
    }

    /** The newest keys of each of these teams, but for those that are another user's if {@code user} is named. */
    public List<VirtualKey> newestOfTeams(Collection<String> teamIds, Optional<String> user, int mostOfEach) {
        String sql = "select k.* from unnest({0}::text[]) t (id) cross join lateral (select * from virtual_key"
                + " where team_id = t.id and (user_id is null or user_id = coalesce({1}, user_id))"
                + " order by created_at desc, token desc limit {2}) k";
        return database.query(jooq -> jooq.resultQuery(
                        sql,
                        DSL.val(teamIds.toArray(String[]::new)),
                        DSL.val(user.orElse(null), String.class),
                        DSL.val(mostOfEach))
                .fetch(row -> toKey(row.into(VIRTUAL_KEY))));
    }

    /** The newest keys: of this user, or of all. */
    public List<VirtualKey> newest(Optional<String> userId, int most) {
        return database.query(jooq -> jooq.selectFrom(VIRTUAL_KEY)
                .where(userId.map(VIRTUAL_KEY.USER_ID::eq).orElse(DSL.trueCondition()))
                .and(VIRTUAL_KEY.TEAM_ID.isDistinctFrom(TeamStore.USER_INTERFACE))
                .orderBy(VIRTUAL_KEY.CREATED_AT.desc(), VIRTUAL_KEY.TOKEN.desc())
                .limit(most)
                .fetch(VirtualKeyStore::toKey));
    }

    private static List<KeyHash> hashes(Transaction transaction, Condition condition) {
        return transaction
                .jooq()
                .select(VIRTUAL_KEY.TOKEN)
                .from(VIRTUAL_KEY)
                .where(condition)
                .orderBy(VIRTUAL_KEY.TOKEN)
                .forUpdate()
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
                        instant(row.getBudgetStartedAt())),
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
