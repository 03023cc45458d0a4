package io.meridian.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** Compares the names a user wrote with those that are known, and says which have no effect. */
final class NameCheck {
    /** Values that ask for nothing although they are neither empty nor false. */
    private static final Map<String, String> HARMLESS = Map.of("max_budget", "0", "missing_session_id", "generate");

    private NameCheck() {}

    /** Unknown names warn, known ones without effect warn, those that would have protected somebody are problems. */
    static void check(Section section, Catalogue known) {
        for (Map.Entry<String, JsonNode> entry : section.node().properties()) {
            known.find(entry.getKey())
                    .ifPresentOrElse(
                            setting -> checkEffect(section, setting, entry.getValue()),
                            () -> unknown(section, entry.getKey(), known));
        }
    }

    static void checkEffect(Section section, Setting<?> setting, JsonNode value) {
        if (inert(setting, value)) {
            return;
        }
        String path = section.path(setting.name());
        switch (setting.effect()) {
            case OBEYED -> {}
            case IGNORED -> section.report().warn(path, "is known, but has no effect yet");
            case RESTRICTING -> section.report().restricts(path, setting.name());
        }
    }

    private static void unknown(Section section, String name, Catalogue known) {
        List<String> names = known.settings().stream().map(Setting::name).toList();
        String guess = Spelling.closest(name, names)
                .map(closest -> "; did you mean " + closest + "?")
                .orElse("");
        section.report().warn(section.path(name), "is not a known setting" + guess);
    }

    /** A value that asks for nothing, such as false or an empty list. */
    private static boolean inert(Setting<?> setting, JsonNode value) {
        boolean empty = value.isContainerNode() && value.isEmpty();
        boolean off = value.isBoolean() && !value.booleanValue();
        boolean text = value.isTextual()
                && (value.textValue().isBlank()
                        || value.textValue().equalsIgnoreCase("false")
                        || value.textValue().equalsIgnoreCase("no")
                        || value.textValue().equalsIgnoreCase("off"));
        boolean none = value.isValueNode() && value.asText().equals(HARMLESS.get(setting.name()));
        return value.isNull() || empty || off || text || none;
    }
}
