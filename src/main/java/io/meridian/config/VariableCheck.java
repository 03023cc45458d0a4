package io.meridian.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Looks for variables that were meant for the gateway; of all others in the environment it says nothing. */
final class VariableCheck {
    private static final String OURS = "MERIDIAN_";

    private VariableCheck() {}

    static void check(Section environment) {
        List<Setting<?>> known = Registry.settings(Place.ENVIRONMENT);
        for (Setting<?> setting : known) {
            if (environment.has(setting)) {
                JsonNode value = environment.node().path(setting.name());
                NameCheck.checkEffect(environment, setting, value);
                checkFlag(environment, setting, value.asText());
            }
        }
        List<String> names = known.stream().map(Setting::name).toList();
        environment.node().properties().forEach(entry -> {
            String name = entry.getKey();
            if (name.startsWith(OURS) && !names.contains(name)) {
                String guess = Spelling.closest(name, names)
                        .map(closest -> "; did you mean " + closest + "?")
                        .orElse("");
                environment.report().warn(name, "is not a known variable" + guess);
            }
        });
    }

    private static void checkFlag(Section environment, Setting<?> setting, String value) {
        String text = value.strip();
        if (setting.kind().equals(Kind.FLAG) && !text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
            environment.report().warn(setting.name(), "is not set by this value: only true does that");
        }
    }
}
