package io.meridian.directory;

import static io.meridian.store.Columns.texts;
import static io.meridian.store.Columns.timestamp;
import static io.meridian.store.jooq.Tables.ACCESS_GROUP;

import io.meridian.store.Change;
import io.meridian.store.ChangeLog;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import io.meridian.store.jooq.tables.records.AccessGroupRecord;
import java.util.List;
import java.util.Optional;

/** Access groups in PostgreSQL. Every write is noted in the change log of the same transaction. Thread-safe. */
public final class AccessGroupStore {
    private final Database database;
    private final ChangeLog changes;

    public AccessGroupStore(Database database) {
        this.database = database;
        this.changes = new ChangeLog(database);
    }

    public Optional<AccessGroup> find(String id) {
        return database.lookUp(jooq -> jooq.fetchOptional(ACCESS_GROUP, ACCESS_GROUP.ACCESS_GROUP_ID.eq(id)))
                .map(AccessGroupStore::toGroup);
    }

    /** As {@link #find}, locked until the transaction ends. */
    public Optional<AccessGroup> findForUpdate(Transaction transaction, String id) {
        return transaction
                .jooq()
                .selectFrom(ACCESS_GROUP)
                .where(ACCESS_GROUP.ACCESS_GROUP_ID.eq(id))
                .forUpdate()
                .fetchOptional()
                .map(AccessGroupStore::toGroup);
    }

    /** In the order of their names. */
    public List<AccessGroup> list(long offset, int most) {
        return database.query(jooq -> jooq.selectFrom(ACCESS_GROUP)
                .orderBy(ACCESS_GROUP.ACCESS_GROUP_NAME)
                .limit(most)
                .offset(offset)
                .fetch(AccessGroupStore::toGroup));
    }

    /** Adds a group; one whose name is taken is a conflict. */
    public void create(Transaction transaction, AccessGroup group) {
        AccessGroupRecord row = toRow(group);
        row.attach(transaction.jooq().configuration());
        row.insert();
        changes.record(transaction, Change.Kind.ACCESS_GROUP, group.id());
    }

    /** Replaces a group that the transaction has locked; a new name that is taken is a conflict. */
    public void update(Transaction transaction, AccessGroup group) {
        AccessGroupRecord row = toRow(group);
        row.attach(transaction.jooq().configuration());
        row.update();
        changes.record(transaction, Change.Kind.ACCESS_GROUP, group.id());
    }

    public void delete(Transaction transaction, String id) {
        transaction
                .jooq()
                .deleteFrom(ACCESS_GROUP)
                .where(ACCESS_GROUP.ACCESS_GROUP_ID.eq(id))
                .execute();
        changes.record(transaction, Change.Kind.ACCESS_GROUP, id);
    }

    private static AccessGroup toGroup(AccessGroupRecord row) {
        return new AccessGroup(
                row.getAccessGroupId(),
                row.getAccessGroupName(),
                row.getDescription(),
                texts(row.getAccessModelNames()),
                texts(row.getAccessMcpServerIds()),
                texts(row.getAccessAgentIds()),
                new Stamps(
                        row.getCreatedAt().toInstant(),
                        row.getCreatedBy(),
                        row.getUpdatedAt().toInstant(),
                        row.getUpdatedBy()));
    }

    private static AccessGroupRecord toRow(AccessGroup group) {
        AccessGroupRecord row = new AccessGroupRecord();
        row.setAccessGroupId(group.id());
        row.setAccessGroupName(group.name());
        row.setDescription(group.description());
        row.setAccessModelNames(group.models().toArray(String[]::new));
        row.setAccessMcpServerIds(group.mcpServers().toArray(String[]::new));
        row.setAccessAgentIds(group.agents().toArray(String[]::new));
        row.setCreatedAt(timestamp(group.stamps().createdAt()));
        row.setCreatedBy(group.stamps().createdBy());
        row.setUpdatedAt(timestamp(group.stamps().updatedAt()));
        row.setUpdatedBy(group.stamps().updatedBy());
        return row;
    }
}
