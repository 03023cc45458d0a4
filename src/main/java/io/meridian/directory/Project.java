package io.meridian.directory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a team's work with keys, models and limits of its own. Immutable. */
public record Project(
        String id,
        @Nullable String alias,
        @Nullable String description,
        String teamId,
        @Nullable String budgetId,
        List<String> models,
        boolean blocked,
        Details details,
        Stamps stamps) {
    public Project {
        models = List.copyOf(models);
    }

    /** What is kept and echoed as it came: JSON text by column. */
    public record Details(
            String metadata,
            String modelRpmLimit,
            String modelTpmLimit,
            @Nullable String objectPermission) {}
}
