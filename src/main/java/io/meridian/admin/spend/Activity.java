package io.meridian.admin.spend;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which sums of days are asked for. Immutable. */
record Activity(
        Source source,
        SpendScope scope,
        Span.Days days,
        Map<Part, List<String>> wanted,
        Map<Part, List<String>> unwanted) {
    Activity {
        wanted = Map.copyOf(wanted);
        unwanted = Map.copyOf(unwanted);
    }

    /** What is counted: every call once, those that name an end user, or a call for each of its tags. */
    enum Source {
        CALLS,
        END_USERS,
        TAGS
    }

    /** By what sums can be told apart. */
    enum Part {
        DAY("day"),
        API_KEY("api_key"),
        USER("user_id"),
        TEAM("team_id"),
        ORGANIZATION("organization_id"),
        MODEL("model"),
        MODEL_GROUP("model_group"),
        PROVIDER("provider"),
        CALL_TYPE("call_type"),
        END_USER("end_user"),
        TAG("tag");

        private final String column;

        Part(String column) {
            this.column = column;
        }

        String column() {
            return column;
        }
    }

    static Activity of(Source source, SpendScope scope, Span.Days days) {
        return new Activity(source, scope, days, Map.of(), Map.of());
    }

    Activity only(Part part, Optional<String> value) {
        return value.map(found -> onlyOneOf(part, List.of(found))).orElse(this);
    }

    /** No names mean all of them. */
    Activity onlyOneOf(Part part, List<String> values) {
        return values.isEmpty() ? this : new Activity(source, scope, days, with(wanted, part, values), unwanted);
    }

    Activity without(Part part, List<String> values) {
        return values.isEmpty() ? this : new Activity(source, scope, days, wanted, with(unwanted, part, values));
    }

    private static Map<Part, List<String>> with(Map<Part, List<String>> old, Part part, List<String> values) {
        Map<Part, List<String>> all = new EnumMap<>(Part.class);
        all.putAll(old);
        all.put(part, List.copyOf(values));
        return all;
    }
}
