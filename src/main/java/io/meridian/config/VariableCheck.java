package io.meridian.config;

import java.util.List;

/** Looks for variables that were meant for the gateway; of all others in the environment it says nothing. */
final class VariableCheck {
    private static final String OURS = "MERIDIAN_";

    private VariableCheck() {}

    static void check(Section environment) {
        List<Setting<?>> known = Registry.environment();
        List<String> names = known.stream().map(Setting::name).toList();
        for (Setting<?> setting : known) {
            if (environment.has(setting)) {
                NameCheck.checkEffect(environment, setting, environment.node().path(setting.name()));
            }
        }
        for (String name : List.copyOf(environment
                .node()
                .propertyStream()
                .map(java.util.Map.Entry::getKey)
                .toList())) {
            if (name.startsWith(OURS) && !names.contains(name)) {
                String guess = Spelling.closest(name, names)
                        .map(closest -> "; did you mean " + closest + "?")
                        .orElse("");
                environment.report().warn(name, "is not a known variable" + guess);
            }
        }
    }
}
