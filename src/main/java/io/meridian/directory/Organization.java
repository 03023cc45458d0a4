package io.meridian.directory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A group of teams; its limits are those of its budget. Immutable. */
public record Organization(
        String id,
        String alias,
        String budgetId,
        List<String> models,
        String metadata,
        @Nullable String objectPermission,
        Stamps stamps) {
    public Organization {
        models = List.copyOf(models);
    }
}
