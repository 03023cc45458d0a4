package io.meridian.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request as the fake upstream read it off the wire. Immutable.
 *
 * @param connection the number of the connection it came on, from 1
 */
public record FakeUpstreamRequest(
        int connection, String method, String target, List<Map.Entry<String, String>> headers, ByteBuffer bytes) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The first header of that name, whatever its case. */
    public Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** The body, byte for byte. */
    public byte[] body() {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return copy;
    }

    public String text() {
        return new String(body(), StandardCharsets.UTF_8);
    }

    public JsonNode json() {
        try {
            return JSON.readTree(body());
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }

    /** The member {@code model} of the body, empty where there is none. */
    public String model() {
        return text().startsWith("{") ? json().path("model").asText() : "";
    }

    boolean wantsStream() {
        return text().startsWith("{") && json().path("stream").asBoolean();
    }

    boolean wantsUsage() {
        return json().path("stream_options").path("include_usage").asBoolean();
    }
}
