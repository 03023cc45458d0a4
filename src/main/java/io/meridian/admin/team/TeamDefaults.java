package io.meridian.admin.team;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.admin.form.Form;
import io.meridian.base.JsonText;
import java.util.HashMap;
import java.util.Map;

/** What the configuration puts into new teams where a request says nothing. Immutable. */
public record TeamDefaults(Map<String, JsonNode> fields) {
    public static final TeamDefaults NONE = new TeamDefaults(Map.of());

    public TeamDefaults {
        fields = Map.copyOf(fields);
    }

    /** Fields by name, as JSON texts. */
    public static TeamDefaults of(Map<String, String> texts) {
        Map<String, JsonNode> fields = new HashMap<>();
        texts.forEach((name, text) -> fields.put(name, JsonText.stored(text)));
        fields.values().removeIf(JsonNode::isNull);
        return new TeamDefaults(fields);
    }

    void complete(Form form) {
        fields.forEach((name, value) -> {
            JsonNode sent = form.any(name).value();
            if (sent == null || (sent.isArray() && sent.isEmpty())) {
                form.fill(name, value);
            }
        });
    }
}
