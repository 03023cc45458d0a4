package io.meridian.admin.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.GatewayException;
import io.meridian.base.GatewayException.Unprocessable.Problem;
import io.meridian.base.JsonText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The body of a management request, read field by field. Fields nobody asks for are ignored; those of a wrong type are
 * all collected before the request is refused. Confined to one thread.
 */
public final class Form {
    private final ObjectNode body;
    private final List<Problem> problems = new ArrayList<>();

    private Form(ObjectNode body) {
        this.body = body;
    }

    public static Form of(byte[] json) {
        return new Form(JsonText.body(json));
    }

    /** Refuses the request if any field read so far has a wrong type. */
    public void check() {
        if (!problems.isEmpty()) {
            throw new GatewayException.Unprocessable(problems);
        }
    }

    public boolean has(String name) {
        return body.has(name);
    }

    /** Puts a value in place of what was sent. */
    public void fill(String name, JsonNode value) {
        body.set(name, value);
    }

    public Sent<String> text(String name) {
        return read(
                name,
                "string_type",
                "Input should be a valid string",
                node -> node.isTextual() ? node.textValue() : null);
    }

    public Sent<Boolean> flag(String name) {
        return read(
                name,
                "bool_type",
                "Input should be a valid boolean",
                node -> node.isBoolean() ? node.booleanValue() : null);
    }

    /** A whole number that fits 64 bits; a fraction of zero is none. */
    public Sent<Long> integer(String name) {
        return read(name, "int_type", "Input should be a valid integer of 64 bits", Form::wholeNumber);
    }

    public Sent<Integer> smallInteger(String name) {
        return read(name, "int_type", "Input should be a valid integer of 32 bits", node -> {
            Long number = wholeNumber(node);
            return number == null || number != number.intValue() ? null : Integer.valueOf(number.intValue());
        });
    }

    /** A number; the empty text that forms of browsers send for an empty field is a null. */
    public Sent<BigDecimal> decimal(String name) {
        JsonNode node = body.get(name);
        if (node != null && node.isTextual() && node.textValue().isEmpty()) {
            return Sent.of(null);
        }
        return read(
                name,
                "float_type",
                "Input should be a valid number",
                number -> number.isNumber() ? number.decimalValue() : null);
    }

    public Sent<List<String>> texts(String name) {
        return read(name, "list_type", "Input should be a valid list of strings", Form::listOfTexts);
    }

    public Sent<ObjectNode> object(String name) {
        return read(
                name,
                "dict_type",
                "Input should be a valid object",
                node -> node instanceof ObjectNode object ? object : null);
    }

    /** A value kept as it came. */
    public Sent<JsonNode> any(String name) {
        return read(name, "value", "Input should be a value", node -> node);
    }

    /** A text that must be there. */
    public String requireText(String name) {
        Sent<String> sent = text(name);
        String value = sent.value();
        if (value == null) {
            if (!sent.present() || body.path(name).isNull()) {
                problem(name, "missing", "Field required");
            }
            check();
            throw new IllegalStateException("unreachable: the problem was just collected");
        }
        return value;
    }

    /** Adds a problem of the request as a whole. */
    public void problem(String field, String kind, String message) {
        problems.add(new Problem(List.of("body", field), kind, message));
    }

    private <T> Sent<T> read(String name, String kind, String message, Function<JsonNode, @Nullable T> conversion) {
        JsonNode node = body.get(name);
        if (node == null) {
            return Sent.absent();
        }
        if (node.isNull()) {
            return Sent.of(null);
        }
        if (!Storable.is(node)) {
            problem(name, "value_error", "Input should hold no NUL, no half of a character and no monstrous number");
            return Sent.of(null);
        }
        @Nullable T value = conversion.apply(node);
        if (value == null) {
            problem(name, kind, message);
        }
        return Sent.of(value);
    }

    private static @Nullable Long wholeNumber(JsonNode node) {
        if (!node.isNumber()) {
            return null;
        }
        try {
            return Optional.of(node.decimalValue())
                    // an exponent that only a hostile body would have
                    .filter(number -> Math.abs(number.scale()) < 100)
                    .map(BigDecimal::longValueExact)
                    .orElse(null);
        } catch (ArithmeticException notWhole) {
            return null;
        }
    }

    private static @Nullable List<String> listOfTexts(JsonNode node) {
        if (!node.isArray()) {
            return null;
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : node) {
            if (!element.isTextual()) {
                return null;
            }
            texts.add(element.textValue());
        }
        return texts;
    }
}
