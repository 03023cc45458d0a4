package io.meridian.directory;

import static io.meridian.store.Columns.instant;
import static io.meridian.store.Columns.text;
import static io.meridian.store.Columns.texts;
import static io.meridian.store.Columns.timestamp;
import static io.meridian.store.jooq.Tables.GATEWAY_USER;

import io.meridian.store.Change;
import io.meridian.store.ChangeLog;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import io.meridian.store.jooq.tables.records.GatewayUserRecord;
import java.util.Optional;
import org.jooq.JSONB;
import org.jooq.impl.DSL;

/** Users in PostgreSQL. Every write is noted in the change log of the same transaction. Thread-safe. */
public final class UserStore {
    private final Database database;
    private final ChangeLog changes;

    public UserStore(Database database) {
        this.database = database;
        this.changes = new ChangeLog(database);
    }

    public Optional<User> find(String id) {
        return database.lookUp(jooq -> jooq.fetchOptional(GATEWAY_USER, GATEWAY_USER.USER_ID.eq(id)))
                .map(UserStore::toUser);
    }

    /** As {@link #find}, locked until the transaction ends. */
    public Optional<User> findForUpdate(Transaction transaction, String id) {
        return transaction
                .jooq()
                .selectFrom(GATEWAY_USER)
                .where(GATEWAY_USER.USER_ID.eq(id))
                .forUpdate()
                .fetchOptional()
                .map(UserStore::toUser);
    }

    /** The user of this address, however its letters are written. */
    public Optional<User> findByEmail(Transaction transaction, String email) {
        return transaction
                .jooq()
                .selectFrom(GATEWAY_USER)
                .where(DSL.lower(GATEWAY_USER.USER_EMAIL).eq(DSL.lower(email)))
                .fetchOptional()
                .map(UserStore::toUser);
    }

    /** Adds a user; one whose id, address or identity is taken is a conflict. */
    public void create(Transaction transaction, User user) {
        GatewayUserRecord row = toRow(user);
        row.attach(transaction.jooq().configuration());
        row.insert();
        changes.record(transaction, Change.Kind.USER, user.id());
    }

    /** Replaces a user that the transaction has locked; the password stays. */
    public void update(Transaction transaction, User user) {
        GatewayUserRecord row = toRow(user);
        row.attach(transaction.jooq().configuration());
        row.update();
        changes.record(transaction, Change.Kind.USER, user.id());
    }

    /** Deletes a user with its memberships; false if there is none. Its keys are the caller's to delete. */
    public boolean delete(Transaction transaction, String id) {
        int deleted = transaction
                .jooq()
                .deleteFrom(GATEWAY_USER)
                .where(GATEWAY_USER.USER_ID.eq(id))
                .execute();
        if (deleted > 0) {
            changes.record(transaction, Change.Kind.USER, id);
            changes.record(transaction, Change.Kind.MEMBERSHIP, id);
        }
        return deleted > 0;
    }

    static User toUser(GatewayUserRecord row) {
        return new User(
                row.getUserId(),
                new User.Name(row.getUserAlias(), row.getUserEmail(), row.getSsoUserId()),
                Role.of(row.getUserRole()).orElseThrow(),
                texts(row.getModels()),
                new RateCaps(row.getRpmLimit(), row.getTpmLimit(), row.getMaxParallelRequests()),
                new SpendCap(
                        row.getMaxBudget(),
                        row.getSoftBudget(),
                        row.getBudgetDuration(),
                        instant(row.getBudgetStartedAt())),
                new User.Details(
                        row.getMetadata().data(),
                        row.getModelMaxBudget().data(),
                        text(row.getObjectPermission()),
                        texts(row.getAllowedCacheControls()),
                        texts(row.getPolicies())),
                new Stamps(
                        row.getCreatedAt().toInstant(),
                        row.getCreatedBy(),
                        row.getUpdatedAt().toInstant(),
                        row.getUpdatedBy()));
    }

    private static GatewayUserRecord toRow(User user) {
        GatewayUserRecord row = new GatewayUserRecord();
        row.setUserId(user.id());
        row.setUserAlias(user.name().alias());
        row.setUserEmail(user.name().email());
        row.setSsoUserId(user.name().ssoId());
        row.setUserRole(user.role().wireName());
        row.setModels(user.models().toArray(String[]::new));
        row.setRpmLimit(user.rates().rpm());
        row.setTpmLimit(user.rates().tpm());
        row.setMaxParallelRequests(user.rates().parallel());
        row.setMaxBudget(user.budget().max());
        row.setSoftBudget(user.budget().soft());
        row.setBudgetDuration(user.budget().duration());
        row.setBudgetStartedAt(timestamp(user.budget().startedAt()));
        row.setMetadata(JSONB.valueOf(user.details().metadata()));
        row.setModelMaxBudget(JSONB.valueOf(user.details().modelMaxBudget()));
        row.setObjectPermission(JSONB.jsonbOrNull(user.details().objectPermission()));
        row.setAllowedCacheControls(user.details().allowedCacheControls().toArray(String[]::new));
        row.setPolicies(user.details().policies().toArray(String[]::new));
        row.setCreatedAt(timestamp(user.stamps().createdAt()));
        row.setCreatedBy(user.stamps().createdBy());
        row.setUpdatedAt(timestamp(user.stamps().updatedAt()));
        row.setUpdatedBy(user.stamps().updatedBy());
        return row;
    }
}
