package io.meridian.admin.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.function.BiPredicate;

/** What administrators get to see of secrets: that there is one, and how a long one begins. */
public final class Masks {
    private static final String MASK = "****";
    private static final int SHOWN = 4;
    /** A shorter one would be guessed from its beginning. */
    private static final int LONG = 12;

    private Masks() {}

    public static JsonNode of(JsonNode secret) {
        boolean shown = secret.isTextual() && secret.textValue().length() >= LONG;
        return TextNode.valueOf(shown ? secret.textValue().substring(0, SHOWN) + MASK : MASK);
    }

    /** A copy in which every value that is not harmless is masked. */
    public static ObjectNode of(ObjectNode values, BiPredicate<String, JsonNode> harmless) {
        ObjectNode masked = values.deepCopy();
        masked.properties().stream()
                .filter(entry -> !harmless.test(entry.getKey(), entry.getValue()))
                .forEach(entry -> entry.setValue(of(entry.getValue())));
        return masked;
    }

    /**
     * Puts what was sent over what is stored; null removes. A form that was filled with masks and sent back changes
     * nothing where nobody typed.
     */
    public static void merge(ObjectNode stored, ObjectNode sent, BiPredicate<String, JsonNode> harmless) {
        for (Map.Entry<String, JsonNode> entry : sent.properties()) {
            String name = entry.getKey();
            JsonNode before = stored.get(name);
            boolean untouched =
                    before != null && !harmless.test(name, before) && of(before).equals(entry.getValue());
            if (entry.getValue().isNull()) {
                stored.remove(name);
            } else if (!untouched) {
                stored.set(name, entry.getValue());
            }
        }
    }
}
