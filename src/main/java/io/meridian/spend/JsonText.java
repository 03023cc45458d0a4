package io.meridian.spend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meridian.base.Jackson;

/** Text of JSON objects, made fit for a column of type {@code jsonb}. */
final class JsonText {
    static final String TRUNCATED = "{\"truncated\":true}";
    private static final ObjectMapper JSON = Jackson.mapper().build();

    private JsonText() {}

    /** Cut JSON is no JSON, so what is too long is replaced; escapes that {@code jsonb} refuses are resolved. */
    static String clean(String text, int limit) {
        if (text.length() > limit) {
            return TRUNCATED;
        }
        return text.contains("\\u") ? unescaped(text, limit) : text;
    }

    private static String unescaped(String text, int limit) {
        try {
            JsonNode node = JSON.readTree(text);
            // an escaped NUL or half a surrogate pair becomes a character again, which the encoder then replaces
            String written = JSON.writeValueAsString(node).replace("\\u0000", "\\uFFFD");
            return written.length() > limit ? TRUNCATED : written;
        } catch (JsonProcessingException malformed) {
            return text;
        }
    }
}
