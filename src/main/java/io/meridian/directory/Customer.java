package io.meridian.directory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Somebody whom callers serve, and whom their requests name: an end user. Immutable. */
public record Customer(
        String id,
        @Nullable String alias,
        @Nullable String budgetId,
        boolean blocked,
        Preferences preferences,
        @Nullable String objectPermission,
        Stamps stamps) {

    /** Which models are for this customer: those allowed (none is all), where they run, and which if none is named. */
    public record Preferences(
            List<String> models,
            @Nullable String region,
            @Nullable String defaultModel) {
        public static final Preferences NONE = new Preferences(List.of(), null, null);

        public Preferences {
            models = List.copyOf(models);
        }
    }
}
