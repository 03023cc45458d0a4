package io.meridian.directory;

import static io.meridian.store.Columns.texts;
import static io.meridian.store.Columns.timestamp;
import static io.meridian.store.jooq.Tables.TAG;

import io.meridian.store.Change;
import io.meridian.store.ChangeLog;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import io.meridian.store.jooq.tables.records.TagRecord;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jooq.JSONB;

/** Tags in PostgreSQL. Every write is noted in the change log of the same transaction. Thread-safe. */
public final class TagStore {
    private final Database database;
    private final ChangeLog changes;

    public TagStore(Database database) {
        this.database = database;
        this.changes = new ChangeLog(database);
    }

    public Optional<Tag> find(String name) {
        return database.lookUp(jooq -> jooq.fetchOptional(TAG, TAG.TAG_NAME.eq(name)))
                .map(TagStore::toTag);
    }

    /** Those of these names that exist. */
    public List<Tag> find(Collection<String> names) {
        return database.query(
                jooq -> jooq.selectFrom(TAG).where(TAG.TAG_NAME.in(names)).fetch(TagStore::toTag));
    }

    /** As {@link #find(String)}, locked until the transaction ends. */
    public Optional<Tag> findForUpdate(Transaction transaction, String name) {
        return transaction
                .jooq()
                .selectFrom(TAG)
                .where(TAG.TAG_NAME.eq(name))
                .forUpdate()
                .fetchOptional()
                .map(TagStore::toTag);
    }

    /** In the order of their names. */
    public List<Tag> list(long offset, int most) {
        return database.query(jooq -> jooq.selectFrom(TAG)
                .orderBy(TAG.TAG_NAME)
                .limit(most)
                .offset(offset)
                .fetch(TagStore::toTag));
    }

    /** Adds a tag; one whose name is taken is a conflict. */
    public void create(Transaction transaction, Tag tag) {
        TagRecord row = toRow(tag);
        row.attach(transaction.jooq().configuration());
        row.insert();
        changes.record(transaction, Change.Kind.TAG, tag.name());
    }

    /** Replaces a tag that the transaction has locked. */
    public void update(Transaction transaction, Tag tag) {
        TagRecord row = toRow(tag);
        row.attach(transaction.jooq().configuration());
        row.update();
        changes.record(transaction, Change.Kind.TAG, tag.name());
    }

    public void delete(Transaction transaction, String name) {
        transaction.jooq().deleteFrom(TAG).where(TAG.TAG_NAME.eq(name)).execute();
        changes.record(transaction, Change.Kind.TAG, name);
    }

    private static Tag toTag(TagRecord row) {
        return new Tag(
                row.getTagName(),
                row.getDescription(),
                texts(row.getModels()),
                row.getModelInfo().data(),
                row.getBudgetId(),
                new Stamps(
                        row.getCreatedAt().toInstant(),
                        row.getCreatedBy(),
                        row.getUpdatedAt().toInstant(),
                        row.getUpdatedBy()));
    }

    private static TagRecord toRow(Tag tag) {
        TagRecord row = new TagRecord();
        row.setTagName(tag.name());
        row.setDescription(tag.description());
        row.setModels(tag.models().toArray(String[]::new));
        row.setModelInfo(JSONB.valueOf(tag.modelInfo()));
        row.setBudgetId(tag.budgetId());
        row.setCreatedAt(timestamp(tag.stamps().createdAt()));
        row.setCreatedBy(tag.stamps().createdBy());
        row.setUpdatedAt(timestamp(tag.stamps().updatedAt()));
        row.setUpdatedBy(tag.stamps().updatedBy());
        return row;
    }
}
