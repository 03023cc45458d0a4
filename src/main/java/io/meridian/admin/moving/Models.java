package io.meridian.admin.moving;

import io.meridian.base.Sealer;
import io.meridian.model.ModelStore;
import io.meridian.model.StoredModel;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/** Deployments, opened with the old salt key and sealed with ours. */
final class Models implements Goods<StoredModel> {
    private final OldValues values;
    private final ModelStore store;

    Models(Database here, OldValues values, Optional<Sealer> sealer) {
        this.values = values;
        this.store = new ModelStore(here, sealer);
    }

    @Override
    public Kind kind() {
        return Kind.MODEL;
    }

    @Override
    public String table() {
        return "LiteLLM_ProxyModelTable";
    }

    @Override
    public String query() {
        return SourceStore.rows(table(), "t.model_id");
    }

    @Override
    public StoredModel read(Transaction transaction, SourceRow row) throws NotTaken {
        return new StoredModel(
                row.id("model_id"),
                row.id("model_name"),
                values.open(row, "litellm_params"),
                row.json("model_info"),
                row.flag("blocked"),
                row.stamps());
    }

    @Override
    public String id(StoredModel model) {
        return model.id();
    }

    @Override
    public Optional<StoredModel> find(Transaction transaction, StoredModel model) {
        return store.findForUpdate(transaction, model.id());
    }

    @Override
    public Instant changedAt(StoredModel here) {
        return here.stamps().updatedAt();
    }

    @Override
    public void create(Transaction transaction, StoredModel model) {
        store.create(transaction, model);
    }

    @Override
    public void update(Transaction transaction, StoredModel model) {
        store.update(transaction, model);
    }
}
