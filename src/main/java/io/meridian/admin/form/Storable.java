package io.meridian.admin.form;

import com.fasterxml.jackson.databind.JsonNode;

/** Whether a value a client sent can be kept by PostgreSQL and written again as JSON. */
public final class Storable {
    /** Readers of JSON refuse a number of a thousand digits, and the row would be unreadable for ever. */
    private static final int MOST_DIGITS = 300;

    private Storable() {}

    static boolean is(JsonNode node) {
        if (node.isTextual()) {
            return isText(node.textValue());
        }
        if (node.isBigDecimal()) {
            return Math.abs((long) node.decimalValue().scale()) <= MOST_DIGITS;
        }
        for (var member : node.properties()) {
            if (!isText(member.getKey())) {
                return false;
            }
        }
        for (JsonNode child : node) {
            if (!is(child)) {
                return false;
            }
        }
        return true;
    }

    /** Whether PostgreSQL can keep the text, and compare with it. */
    public static boolean isText(String text) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            boolean pair = Character.isHighSurrogate(character)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                i++;
            } else if (character == 0 || Character.isSurrogate(character)) {
                return false;
            }
        }
        return true;
    }
}
