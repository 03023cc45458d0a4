package io.meridian.base;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** JSON as text and as trees, with one set of rules for all of the gateway. Thread-safe. */
public final class JsonText {
    private static final ObjectMapper MAPPER = Jackson.mapper()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // money goes in and out as it was written
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private JsonText() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** An amount without trailing zeros, in plain notation; null stays null. */
    public static JsonNode number(@Nullable BigDecimal amount) {
        if (amount == null) {
            return NullNode.instance;
        }
        BigDecimal stripped = amount.stripTrailingZeros();
        // 10, not 1E+1; and 0.0 for nothing, as clients know it
        return DecimalNode.valueOf(stripped.scale() < 1 ? stripped.setScale(1, RoundingMode.UNNECESSARY) : stripped);
    }

    /** The tree of a text of our own making. */
    public static JsonNode stored(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("stored JSON is damaged", damaged);
        }
    }

    /** The object a client sent as a management request; an empty body is an empty object. */
    public static ObjectNode body(byte[] json) {
        try {
            JsonNode tree = json.length == 0 ? object() : MAPPER.readTree(json);
            if (tree instanceof ObjectNode object) {
                return object;
            }
            throw new GatewayException.InvalidRequest("Invalid JSON payload: expected an object.", "request_body");
        } catch (JsonProcessingException malformed) {
            throw new GatewayException.InvalidRequest(
                    "Invalid JSON payload: " + malformed.getOriginalMessage(), "request_body");
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
