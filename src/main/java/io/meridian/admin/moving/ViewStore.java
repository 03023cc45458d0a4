package io.meridian.admin.moving;

import io.meridian.store.Database;
import java.util.List;
import java.util.Optional;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Read-only views for those who know LiteLLM's tables; what they show is told by the schema's migrations. */
public final class ViewStore {
    private final Database database;

    public ViewStore(Database database) {
        this.database = database;
    }

    /** The views made. A name that a table has, or somebody else's view, is left alone. */
    public record Made(String schema, List<String> views) {
        public Made {
            views = List.copyOf(views);
        }
    }

    /** Makes all of them anew in this schema, or where they usually are. */
    public Made make(Optional<String> schema) {
        return database.inTransaction(transaction -> {
            String target = schema.orElseGet(() -> transaction
                    .jooq()
                    .select(DSL.function("litellm_view_schema", SQLDataType.VARCHAR))
                    .fetchSingle()
                    .value1());
            String[] made = transaction
                    .jooq()
                    .select(DSL.function("make_litellm_views", SQLDataType.VARCHAR.array(), DSL.val(target)))
                    .fetchSingle()
                    .value1();
            return new Made(target, List.of(made));
        });
    }
}
