package io.meridian.metric;

import java.util.ArrayList;
import java.util.List;

/** The sets of labels the contract speaks of. */
final class LabelSets {
    static final List<String> KEY = List.of("hashed_api_key", "api_key_alias");
    static final List<String> TEAM = List.of("team", "team_alias");
    static final List<String> CALLER = join(List.of("end_user"), KEY, TEAM, List.of("user"));
    static final List<String> CLIENT = List.of("client_ip", "user_agent");
    static final List<String> DEPLOYMENT = List.of("litellm_model_name", "model_id", "api_base", "api_provider");
    static final List<String> FAILURE = List.of("exception_status", "exception_class");

    private LabelSets() {}

    @SafeVarargs
    static List<String> join(List<String>... parts) {
        List<String> all = new ArrayList<>();
        for (List<String> part : parts) {
            all.addAll(part);
        }
        return List.copyOf(all);
    }

    static List<String> when(boolean wanted, String label) {
        return wanted ? List.of(label) : List.of();
    }

    /** The first source that knows the label. */
    static LabelSource firstOf(LabelSource... sources) {
        return label -> {
            for (LabelSource source : sources) {
                String value = source.value(label);
                if (value != null) {
                    return value;
                }
            }
            return null;
        };
    }

    static LabelSource fixed(String label, String value) {
        return wanted -> wanted.equals(label) ? value : null;
    }
}
