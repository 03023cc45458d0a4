package io.meridian.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.base.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

    static List<String> list(Section section, String name) {
        List<String> texts = new ArrayList<>();
        JsonNode list = section.node().path(name);
        if (!list.isArray()) {
            section.report().problem(section.path(name), "must be a list");
        }
        list.forEach(element -> texts.add(element.asText()));
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
