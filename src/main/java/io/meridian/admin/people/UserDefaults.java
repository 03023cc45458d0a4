package io.meridian.admin.people;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.admin.form.Form;
import io.meridian.base.JsonText;
import io.meridian.directory.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the configuration puts into new users where a request says nothing: fields as JSON, and the teams that
 * everybody may join. Immutable.
 */
public record UserDefaults(Map<String, JsonNode> fields, Set<String> availableTeams) {
    public static final UserDefaults NONE = new UserDefaults(Map.of(), Set.of());
    private static final Role STANDARD = Role.INTERNAL_USER_VIEWER;

    public UserDefaults {
        fields = Map.copyOf(fields);
        availableTeams = Set.copyOf(availableTeams);
    }

    /** Fields by name, as JSON texts. */
    public static UserDefaults of(Map<String, String> texts, List<String> availableTeams) {
        Map<String, JsonNode> fields = new HashMap<>();
        texts.forEach((name, text) -> fields.put(name, JsonText.stored(text)));
        fields.values().removeIf(JsonNode::isNull);
        return new UserDefaults(fields, Set.copyOf(availableTeams));
    }

    /** Fills what a request for a new user leaves open. */
    public void complete(Form form) {
        fields.forEach((name, value) -> {
            if (form.any(name).value() == null) {
                form.fill(name, value);
            }
        });
    }

    /** The role of a user for whom nobody named one. */
    public Role role() {
        return Role.of(fields.getOrDefault("user_role", JsonText.object()).asText())
                .orElse(STANDARD);
    }
}
