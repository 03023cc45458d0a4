package io.meridian.config;

import java.util.List;
import java.util.Optional;

/** One deployment of {@code model_list}: the public name, how to call it, and what is known of it. Immutable. */
public record ModelEntry(String name, LitellmParams params, ModelInfo info, Written written) {
    /** What {@code model_info} says; the id is derived from the entry where the file gives none. Immutable. */
    public record ModelInfo(
            String id,
            Optional<String> baseModel,
            Optional<String> mode,
            Optional<Integer> maxInputTokens,
            Optional<Integer> maxOutputTokens,
            List<String> accessGroups,
            Optional<TeamScope> team) {
        public ModelInfo {
            accessGroups = List.copyOf(accessGroups);
        }
    }

    /** The team that alone may call a deployment, and the name under which it does. Immutable. */
    public record TeamScope(String id, String publicName) {}

    /** The JSON of both parts as they were written, the parameters without what may be secret. Immutable. */
    public record Written(String params, String info) {
        /** Leaves out both: nobody can say what a user put there. */
        @Override
        public String toString() {
            return "Written[]";
        }
    }

    /** The name under which it is called. */
    public String offeredName() {
        return info.team().map(TeamScope::publicName).orElse(name);
    }
}
