package io.meridian.admin.moving;

import io.meridian.directory.Tag;
import io.meridian.directory.TagStore;
import io.meridian.limits.Scope;
import io.meridian.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/** Tags with a budget or a description. */
final class Tags implements Goods<Tag> {
    private final Surroundings surroundings;
    private final TagStore store;

    Tags(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.store = new TagStore(surroundings.here());
    }

    @Override
    public Kind kind() {
        return Kind.TAG;
    }

    @Override
    public String table() {
        return "LiteLLM_TagTable";
    }

    @Override
    public String query() {
        return SourceStore.rowsWithBudget(table(), "t.tag_name");
    }

    @Override
    public Tag read(Transaction transaction, SourceRow row) throws NotTaken {
        return new Tag(
                row.id("tag_name"),
                row.text("description"),
                row.texts("models"),
                row.json("model_info"),
                row.reference("budget_id", Kind.BUDGET, surroundings.presence()),
                row.stamps());
    }

    @Override
    public String id(Tag tag) {
        return tag.name();
    }

    @Override
    public Optional<Tag> find(Transaction transaction, Tag tag) {
        return store.findForUpdate(transaction, tag.name());
    }

    @Override
    public Instant changedAt(Tag here) {
        return here.stamps().updatedAt();
    }

    @Override
    public void create(Transaction transaction, Tag tag) {
        store.create(transaction, tag);
    }

    @Override
    public void update(Transaction transaction, Tag tag) {
        store.update(transaction, tag);
    }

    @Override
    public Optional<Total> total(Tag here) {
        return Optional.of(surroundings.total(Scope.TAG.wireName(), here.name(), here.budgetId()));
    }
}
