package io.meridian.directory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A label of calls that has a budget; {@code modelInfo} is JSON text. Immutable. */
public record Tag(
        String name,
        @Nullable String description,
        List<String> models,
        String modelInfo,
        @Nullable String budgetId,
        Stamps stamps) {
    public Tag {
        models = List.copyOf(models);
    }
}
