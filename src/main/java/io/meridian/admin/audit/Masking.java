package io.meridian.admin.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.meridian.base.JsonText;
import io.meridian.config.SecretNames;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets out of what is written down: by the name of their field, and by what they look like wherever they
 * stand. It rather hides too much, for nobody can take a row back.
 */
final class Masking {
    private static final String MASK = "****";

    /** In these every value is secret, also a number. */
    private static final Set<String> VAULTS =
            Set.of("credential_values", "environment_variables", "extra_headers", "static_headers", "headers");

    /** In these the configuration's own notion of a secret counts too. */
    private static final Set<String> PARAMETERS = Set.of("litellm_params", "litellm_settings", "general_settings");

    private static final Pattern SECRET = Pattern.compile(".*(?:secret|password|passwd|passphrase|credential|apikey"
            + "|accesskey|privatekey|authorization|cookie|token|jwt|salt|webhook|webhook_url|connection_string)"
            + "|.*(?:secret|password|credential|key|cookie|webhook|(?:access|auth|bearer|id|refresh|session)_token)s"
            + "|key|.*_key");

    private static final Pattern KEY = Pattern.compile("(?<![A-Za-z0-9])sk-[A-Za-z0-9_-]{8,}");
    private static final Pattern BEARER = Pattern.compile("(?i)\\b(bearer|basic)\\s+[A-Za-z0-9._~+/=-]{8,}");
    private static final Pattern USER_OF_URL = Pattern.compile("://[^/?#\\s]*@");
    private static final Pattern QUERY_OF_URL = Pattern.compile("(://[^?\\s]*)\\?\\S+");

    private Masking() {}

    static @Nullable ObjectNode masked(@Nullable ObjectNode object) {
        return object == null ? null : members(object, false);
    }

    /** The text without what looks like a secret. */
    static String masked(String text) {
        String masked = KEY.matcher(text).replaceAll("sk-" + MASK);
        masked = BEARER.matcher(masked).replaceAll("$1 " + MASK);
        masked = USER_OF_URL.matcher(masked).replaceAll("://" + MASK + "@");
        return QUERY_OF_URL.matcher(masked).replaceAll("$1?" + MASK);
    }

    private static ObjectNode members(ObjectNode object, boolean parameters) {
        ObjectNode masked = JsonText.object();
        object.properties().forEach(member -> {
            String name = member.getKey().toLowerCase(Locale.ROOT).replace('-', '_');
            JsonNode value = member.getValue();
            boolean inside = parameters || PARAMETERS.contains(name);
            masked.set(
                    member.getKey(),
                    isSecret(name, inside) ? hidden(value, VAULTS.contains(name)) : kept(value, inside));
        });
        return masked;
    }

    private static boolean isSecret(String name, boolean parameters) {
        return VAULTS.contains(name) || SECRET.matcher(name).matches() || parameters && SecretNames.contains(name);
    }

    private static JsonNode kept(JsonNode value, boolean parameters) {
        if (value instanceof ObjectNode object) {
            return members(object, parameters);
        }
        if (value instanceof ArrayNode array) {
            ArrayNode masked = JsonText.object().arrayNode();
            array.forEach(element -> masked.add(kept(element, parameters)));
            return masked;
        }
        return value.isTextual() ? TextNode.valueOf(masked(value.textValue())) : value;
    }

    /** Names stay, so that one sees what was there; numbers too, for limits and prices have names like tokens. */
    private static JsonNode hidden(JsonNode value, boolean vault) {
        if (value instanceof ObjectNode object) {
            ObjectNode masked = JsonText.object();
            object.properties().forEach(member -> masked.set(member.getKey(), hidden(member.getValue(), vault)));
            return masked;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode masked = JsonText.object().arrayNode();
            array.forEach(element -> masked.add(hidden(element, vault)));
            return masked;
        }
        boolean harmless = value.isNull() || value.isBoolean() || value.isNumber() && !vault;
        return harmless ? value : TextNode.valueOf(MASK);
    }
}
