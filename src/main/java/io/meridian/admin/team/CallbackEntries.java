package io.meridian.admin.team;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.meridian.base.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where the log entries of a team's calls are to be sent: kept in its metadata and shown, though nothing is sent yet.
 * Since nothing needs them, secrets among the variables are not kept.
 */
final class CallbackEntries {
    /** Under which name the contract keeps them. */
    private static final String LOGGING = "logging";

    private static final String MASK = "***";
    private static final String REFERENCE = "os.environ/";
    private static final Pattern SECRET = Pattern.compile("key|secret|token|password|credential|auth|header");

    private CallbackEntries() {}

    /** Adds an entry to a team's metadata, in place of one with the same name. */
    static String added(String metadata, String name, String type, Map<String, String> variables) {
        ObjectNode changed = (ObjectNode) JsonText.stored(metadata);
        ArrayNode entries = JsonText.array();
        for (JsonNode entry : changed.path(LOGGING)) {
            if (!entry.path("callback_name").asText().equals(name)) {
                entries.add(entry);
            }
        }
        ObjectNode added = entries.addObject().put("callback_name", name).put("callback_type", type);
        added.set("callback_vars", JsonText.tree(variables));
        changed.set(LOGGING, entries);
        mask(changed);
        return JsonText.text(changed);
    }

    /** A team's metadata without any. */
    static String none(String metadata) {
        ObjectNode changed = (ObjectNode) JsonText.stored(metadata);
        changed.putArray(LOGGING);
        return JsonText.text(changed);
    }

    /** The names of those for calls that end so. */
    static List<String> names(String metadata, String type) {
        List<String> names = new ArrayList<>();
        for (JsonNode entry : JsonText.stored(metadata).path(LOGGING)) {
            String of = entry.path("callback_type").asText("success_and_failure");
            if (of.equals(type) || of.equals("success_and_failure")) {
                names.add(entry.path("callback_name").asText());
            }
        }
        return names;
    }

    static ObjectNode variables(String metadata) {
        ObjectNode variables = JsonText.object();
        for (JsonNode entry : JsonText.stored(metadata).path(LOGGING)) {
            if (entry.path("callback_vars") instanceof ObjectNode own) {
                variables.setAll(own);
            }
        }
        return variables;
    }

    /** Puts a mask over what looks like a secret and is no reference to one. */
    static void mask(ObjectNode metadata) {
        for (JsonNode entry : metadata.path(LOGGING)) {
            if (entry.path("callback_vars") instanceof ObjectNode variables) {
                variables.properties().forEach(variable -> {
                    String name = variable.getKey().toLowerCase(Locale.ROOT);
                    if (SECRET.matcher(name).find()
                            && !variable.getValue().asText().startsWith(REFERENCE)) {
                        variable.setValue(TextNode.valueOf(MASK));
                    }
                });
            }
        }
    }
}
