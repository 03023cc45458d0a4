package io.meridian.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Which parameters of a deployment may be shown: those that are known to hold no secret, and no others. */
public final class ShownParams {
    /** Known, but with room for a secret in it. */
    private static final Set<String> HIDDEN = Set.of("api_key", "extra_headers", "extra_body", "metadata");

    private static final Set<String> ADDRESS = Set.of("api_base", "base_url");
    /** Where an address could carry a key. */
    private static final Pattern MORE = Pattern.compile("[?#@]");

    private static final Set<String> DOOR = Set.of("api_key", "api_base", "base_url", "api_version", "organization");

    private ShownParams() {}

    /** What everybody who may use the model may see. */
    public static ObjectNode of(ObjectNode params) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> entry : params.properties()) {
            if (isHarmless(entry.getKey(), entry.getValue())) {
                shown.set(entry.getKey(), entry.getValue());
            }
        }
        return shown;
    }

    /** Whether it is one of the parameters that make up a credential: whose door it is, and what opens it. */
    public static boolean isOfCredential(String name) {
        return DOOR.contains(name) || (!Defaults.isParameter(name) && Defaults.isCredential(name));
    }

    /** A text under a name nobody knows may be a key; a number is none, unless the name says so. */
    public static boolean isHarmless(String name, JsonNode value) {
        if (HIDDEN.contains(name)
                || (ADDRESS.contains(name) && MORE.matcher(value.asText()).find())) {
            return false;
        }
        boolean known = ModelKeys.PARAMS.find(name).isPresent() || Defaults.isParameter(name) || Defaults.isPrice(name);
        return known || ((value.isNumber() || value.isBoolean()) && !Defaults.isCredential(name));
    }
}
