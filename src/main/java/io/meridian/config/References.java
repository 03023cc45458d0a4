package io.meridian.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.regex.Pattern;

/** Replaces {@code os.environ/NAME} by that variable wherever it is the whole value. */
final class References {
    private static final String PREFIX = "os.environ/";
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Map<String, String> environment;
    private final Report report;
    private final String missing;

    References(Map<String, String> environment, Report report) {
        this(environment, report, " is not set");
    }

    /** {@code missing} is what is said of a variable that is not there. */
    References(Map<String, String> environment, Report report, String missing) {
        this.environment = Map.copyOf(environment);
        this.report = report;
        this.missing = missing;
    }

    void resolve(JsonNode node, String path) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(entry -> {
                String place = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
                entry.setValue(resolved(entry.getValue(), place));
            });
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, resolved(array.get(i), path + "[" + i + "]"));
            }
        }
    }

    private JsonNode resolved(JsonNode node, String path) {
        if (!node.isTextual() || !node.textValue().startsWith(PREFIX)) {
            resolve(node, path);
            return node;
        }
        String name = node.textValue().substring(PREFIX.length());
        String value = environment.get(name);
        if (value != null) {
            return TextNode.valueOf(value);
        }
        // what is no name may be a secret pasted in the wrong place
        String shown = NAME.matcher(name).matches() ? name : "named there";
        report.problem(path, "the environment variable " + shown + missing);
        return NullNode.getInstance();
    }
}
