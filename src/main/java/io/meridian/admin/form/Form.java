package io.meridian.admin.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.GatewayException;
import io.meridian.base.GatewayException.Unprocessable.Problem;
import io.meridian.base.JsonText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The body of a management request, read field by field. Fields nobody asks for are ignored; those of a wrong type are
 * all collected before the request is refused. Confined to one thread.
 */
public final class Form {
    /** Longer than any name somebody means, and short enough for an index. */
    private static final int LONGEST_NAME = 255;

    private final ObjectNode body;
    private final List<String> place;
    private final List<Problem> problems;

    private Form(ObjectNode body, List<String> place, List<Problem> problems) {
        this.body = body;
        this.place = place;
        this.problems = problems;
    }

    public static Form of(byte[] json) {
        return of(JsonText.body(json));
    }

    public static Form of(ObjectNode body) {
        return new Form(body, List.of("body"), new ArrayList<>());
    }

    /** The same request without these fields; what is wrong with the rest is told apart. */
    public Form without(Collection<String> names) {
        return of(body.deepCopy().without(names));
    }

    /** Nothing of the request but these fields; what is wrong with them is told apart. */
    public Form only(Collection<String> names) {
        return of(body.deepCopy().retain(names));
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

    /** A text by which something is found again: not empty, and not longer than 255 characters. */
    public Sent<String> name(String name) {
        return read(
                name,
                "string_type",
                "Input should be a string of 1 to " + LONGEST_NAME + " characters",
                node -> node.isTextual() && isName(node.textValue()) ? node.textValue() : null);
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

    /** Objects to be read as this form is, one or a list of them; their problems are those of this request. */
    public Sent<List<Form>> forms(String name) {
        return read(name, "list_type", "Input should be a valid list of objects", node -> {
            List<Form> forms = new ArrayList<>();
            for (JsonNode element : node.isArray() ? node : List.of(node)) {
                if (!(element instanceof ObjectNode object)) {
                    return null;
                }
                List<String> below = new ArrayList<>(place);
                below.add(name);
                if (node.isArray()) {
                    below.add(Integer.toString(forms.size()));
                }
                forms.add(new Form(object, below, problems));
            }
            return forms;
        });
    }

    /** A value kept as it came. */
    public Sent<JsonNode> any(String name) {
        return read(name, "value", "Input should be a value", node -> node);
    }

    /** A text that must be there. */
    public String requireText(String name) {
        return require(name, text(name));
    }

    /** A value that must be there. */
    public <T> T require(String name, Sent<T> sent) {
        T value = sent.value();
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
        List<String> location = new ArrayList<>(place);
        location.add(field);
        problems.add(new Problem(location, kind, message));
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

    private static boolean isName(String text) {
        return !text.isBlank() && text.length() <= LONGEST_NAME;
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
