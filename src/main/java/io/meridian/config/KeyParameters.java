package io.meridian.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.base.WireDuration;
import java.util.Map;
import java.util.Set;

/** Reads what is put into new keys, and how far a request for one may go. */
final class KeyParameters {
    private static final Set<String> NUMBERS = Set.of("max_budget", "max_parallel_requests", "tpm_limit", "rpm_limit");
    private static final Set<String> DURATIONS = Set.of("budget_duration", "duration");
    private static final Set<String> OTHERS = Set.of("user_id", "team_id", "models", "metadata");

    private KeyParameters() {}

    static Map<String, String> defaults(Section litellm) {
        Map<String, String> defaults = Texts.json(litellm, LitellmKeys.KEY_DEFAULTS);
        Section section = litellm.child(LitellmKeys.KEY_DEFAULTS.name());
        section.node().properties().forEach(entry -> {
            String name = entry.getKey();
            if (OTHERS.contains(name)) {
                return;
            }
            if (!check(section, name, entry.getValue())) {
                section.report().warn(section.path(name), "is no field that is put into new keys");
                defaults.remove(name);
            }
        });
        return defaults;
    }

    static Map<String, String> bounds(Section litellm) {
        Map<String, String> bounds = Texts.json(litellm, LitellmKeys.KEY_BOUNDS);
        Section section = litellm.child(LitellmKeys.KEY_BOUNDS.name());
        section.node().properties().forEach(entry -> {
            String name = entry.getKey();
            if (!check(section, name, entry.getValue())) {
                section.report().restricts(section.path(name), LitellmKeys.KEY_BOUNDS.name());
                bounds.remove(name);
            }
        });
        return bounds;
    }

    /** False where it is neither a number nor a duration of a key. */
    private static boolean check(Section section, String name, JsonNode value) {
        if (NUMBERS.contains(name)) {
            if (!value.isNull() && !value.isNumber()) {
                section.report().problem(section.path(name), "must be a number");
            }
            return true;
        }
        if (DURATIONS.contains(name)) {
            if (!value.isNull() && WireDuration.parse(value.asText()).isEmpty()) {
                section.report().problem(section.path(name), "must be a duration such as 30d");
            }
            return true;
        }
        return false;
    }
}
