package io.meridian.config;

import java.util.List;
import java.util.Optional;

/** One deployment of {@code model_list}: the public name, how to call it, and what is known of it. Immutable. */
public record ModelEntry(String name, LitellmParams params, ModelInfo info) {
    /** What {@code model_info} says; the id is derived from the entry where the file gives none. Immutable. */
    public record ModelInfo(
            String id,
            Optional<String> baseModel,
            Optional<String> mode,
            Optional<Integer> maxInputTokens,
            Optional<Integer> maxOutputTokens,
            List<String> accessGroups) {
        public ModelInfo {
            accessGroups = List.copyOf(accessGroups);
        }
    }
}
