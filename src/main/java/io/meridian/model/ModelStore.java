package io.meridian.model;

import static io.meridian.store.jooq.Tables.MODEL;

import io.meridian.base.Sealer;
import io.meridian.directory.Stamps;
import io.meridian.store.Change;
import io.meridian.store.ChangeLog;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import io.meridian.store.jooq.tables.records.ModelRecord;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jooq.JSONB;

/** Deployments in PostgreSQL. Every write is noted in the change log of the same transaction. Thread-safe. */
public final class ModelStore {
    private final Database database;
    private final ChangeLog changes;
    private final SealedColumn params;

    public ModelStore(Database database, Optional<Sealer> sealer) {
        this.database = database;
        this.changes = new ChangeLog(database);
        this.params = new SealedColumn(MODEL.getName(), sealer);
    }

    /** All of them, oldest first. */
    public List<StoredModel> all() {
        return database.query(jooq ->
                jooq.selectFrom(MODEL).orderBy(MODEL.CREATED_AT, MODEL.MODEL_ID).fetch(this::toModel));
    }

    public Optional<StoredModel> find(String id) {
        return database.query(jooq -> jooq.fetchOptional(MODEL, MODEL.MODEL_ID.eq(id)))
                .map(this::toModel);
    }

    /** As {@link #find}, locked until the transaction ends. */
    public Optional<StoredModel> findForUpdate(Transaction transaction, String id) {
        return transaction
                .jooq()
                .selectFrom(MODEL)
                .where(MODEL.MODEL_ID.eq(id))
                .forUpdate()
                .fetchOptional()
                .map(this::toModel);
    }

    /** As {@link #all}, each of them locked until the transaction ends. */
    public List<StoredModel> lockAll(Transaction transaction) {
        return transaction
                .jooq()
                .selectFrom(MODEL)
                // in one order, or two who lock everything could wait for each other
                .orderBy(MODEL.MODEL_ID)
                .forUpdate()
                .fetch(this::toModel);
    }

    /** Adds a model; one whose id is taken is a conflict. */
    public void create(Transaction transaction, StoredModel model) {
        ModelRecord row = new ModelRecord();
        row.setModelId(model.id());
        row.setCreatedAt(model.stamps().createdAt().atOffset(ZoneOffset.UTC));
        row.setCreatedBy(model.stamps().createdBy());
        fill(row, model);
        row.setLitellmParams(JSONB.valueOf(params.seal(model.id(), model.params())));
        row.attach(transaction.jooq().configuration());
        row.insert();
        changes.record(transaction, Change.Kind.MODEL, model.id());
    }

    /** Replaces a model that the transaction has locked. */
    public void update(Transaction transaction, StoredModel model) {
        update(transaction, model, true);
    }

    /** As {@link #update}, but leaves the parameters as they lie, so that it works where they cannot be opened. */
    public void updateAround(Transaction transaction, StoredModel model) {
        update(transaction, model, false);
    }

    private void update(Transaction transaction, StoredModel model, boolean withParams) {
        ModelRecord row = new ModelRecord();
        fill(row, model);
        if (withParams) {
            row.setLitellmParams(JSONB.valueOf(params.seal(model.id(), model.params())));
        }
        transaction
                .jooq()
                .update(MODEL)
                .set(row)
                .where(MODEL.MODEL_ID.eq(model.id()))
                .execute();
        changes.record(transaction, Change.Kind.MODEL, model.id());
    }

    /** Deletes a model; false if there is none. */
    public boolean delete(Transaction transaction, String id) {
        int deleted = transaction
                .jooq()
                .deleteFrom(MODEL)
                .where(MODEL.MODEL_ID.eq(id))
                .execute();
        if (deleted > 0) {
            changes.record(transaction, Change.Kind.MODEL, id);
        }
        return deleted > 0;
    }

    private static void fill(ModelRecord row, StoredModel model) {
        row.setModelName(model.name());
        row.setModelInfo(JSONB.valueOf(model.info()));
        row.setTeamId(model.team().orElse(null));
        row.setBlocked(model.blocked());
        row.setUpdatedAt(model.stamps().updatedAt().atOffset(ZoneOffset.UTC));
        row.setUpdatedBy(model.stamps().updatedBy());
    }

    private StoredModel toModel(ModelRecord row) {
        return new StoredModel(
                row.getModelId(),
                row.getModelName(),
                params.open(row.getModelId(), row.getLitellmParams().data()),
                row.getModelInfo().data(),
                row.getBlocked(),
                new Stamps(
                        row.getCreatedAt().toInstant(),
                        row.getCreatedBy(),
                        row.getUpdatedAt().toInstant(),
                        row.getUpdatedBy()));
    }
}
