package io.meridian.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.base.JsonText;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads mappings whose values are single texts, or are kept as JSON. */
final class Texts {
    private Texts() {}

    static Map<String, String> of(Section section, Setting<JsonNode> setting) {
        Map<String, String> texts = new LinkedHashMap<>();
        section.find(setting)
                .ifPresent(mapping -> mapping.properties().forEach(entry -> {
                    if (entry.getValue().isValueNode() && !entry.getValue().isNull()) {
                        texts.put(entry.getKey(), entry.getValue().asText());
                    } else {
                        section.problem(setting, "must map names to texts");
                    }
                }));
        return texts;
    }

    static Map<String, String> json(Section section, Setting<JsonNode> setting) {
        Map<String, String> texts = new LinkedHashMap<>();
        section.find(setting)
                .ifPresent(mapping -> mapping.properties()
                        .forEach(entry -> texts.put(entry.getKey(), JsonText.text(entry.getValue()))));
        return texts;
    }
}
