package io.meridian.admin.form;

import io.meridian.api.Exchange;
import io.meridian.base.GatewayException;
import io.meridian.base.GatewayException.Unprocessable.Problem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The parameters of a management request's query, read one by one; an empty one counts as absent. Those of a wrong
 * type are all collected before the request is refused. Confined to one thread.
 */
public final class Query {
    private static final int MOST_DIGITS = 40;

    private final Exchange exchange;
    private final List<Problem> problems = new ArrayList<>();

    private Query(Exchange exchange) {
        this.exchange = exchange;
    }

    public static Query of(Exchange exchange) {
        return new Query(exchange);
    }

    /** Refuses the request if any parameter read so far has a wrong type. */
    public void check() {
        if (!problems.isEmpty()) {
            throw new GatewayException.Unprocessable(problems);
        }
    }

    public Optional<String> text(String name) {
        Optional<String> sent = exchange.query(name).filter(text -> !text.isEmpty());
        if (sent.isPresent() && !Storable.isText(sent.get())) {
            problem(name, "value_error", "Input should hold no NUL and no half of a character");
            return Optional.empty();
        }
        return sent;
    }

    /** A part of the path as it can be compared with what is stored. */
    public static String storable(String text, String name) {
        if (!Storable.isText(text)) {
            throw new GatewayException.Unprocessable(List.of(new Problem(
                    List.of("path", name), "value_error", "Input should hold no NUL and no half of a character")));
        }
        return text;
    }

    /** A text that must be there. */
    public String requireText(String name) {
        Optional<String> sent = text(name);
        if (sent.isEmpty()) {
            problem(name, "missing", "Field required");
        }
        check();
        return sent.orElseThrow();
    }

    /** The parts of a list with commas between them; absent and empty are the same. */
    public List<String> texts(String name) {
        return text(name).stream()
                .flatMap(list -> Stream.of(list.split(",", -1)))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .distinct()
                .toList();
    }

    /** Which page is asked for. */
    public Page page(String sizeName, int standard, int largest) {
        return Page.of(exchange, sizeName, standard, largest);
    }

    /** A whole number within these bounds, or {@code standard} if none is sent. */
    public int integer(String name, int standard, int least, int most) {
        Optional<String> sent = text(name);
        if (sent.isEmpty()) {
            return standard;
        }
        try {
            int number = Integer.parseInt(sent.get().strip());
            if (number >= least && number <= most) {
                return number;
            }
            problem(
                    name,
                    number < least ? "greater_than_equal" : "less_than_equal",
                    "Input should be between %d and %d".formatted(least, most));
        } catch (NumberFormatException notWhole) {
            problem(name, "int_parsing", "Input should be a valid integer between %d and %d".formatted(least, most));
        }
        return standard;
    }

    public Optional<BigDecimal> decimal(String name) {
        return text(name).flatMap(sent -> {
            try {
                BigDecimal number = new BigDecimal(sent.strip());
                if (Math.abs((long) number.precision() - number.scale()) <= MOST_DIGITS) {
                    return Optional.of(number);
                }
            } catch (NumberFormatException noNumber) {
                // told below
            }
            problem(name, "float_parsing", "Input should be a valid number");
            return Optional.empty();
        });
    }

    public boolean flag(String name, boolean standard) {
        return text(name)
                .map(sent -> switch (sent.strip().toLowerCase(Locale.ROOT)) {
                    case "true", "1", "yes", "on" -> true;
                    case "false", "0", "no", "off" -> false;
                    default -> {
                        problem(name, "bool_parsing", "Input should be a valid boolean");
                        yield standard;
                    }
                })
                .orElse(standard);
    }

    private void problem(String name, String kind, String message) {
        problems.add(new Problem(List.of("query", name), kind, message));
    }

    /** A parameter that must be there. */
    public static String require(Exchange exchange, String name) {
        return exchange.query(name)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> refusal(name, "missing", "Field required"));
    }

    /** A whole number between one and the most there may be. */
    public static int count(Exchange exchange, String name, int standard, int most) {
        Optional<String> sent = exchange.query(name);
        if (sent.isEmpty()) {
            return standard;
        }
        try {
            int value = Integer.parseInt(sent.get());
            if (value >= 1 && value <= most) {
                return value;
            }
        } catch (NumberFormatException noNumber) {
            throw refusal(name, "int_parsing", "Input should be a valid integer");
        }
        throw refusal(name, "int_parsing", "Input should be between 1 and " + most);
    }

    /** Names with commas between them; none is an empty list. */
    public static List<String> names(Exchange exchange, String name) {
        return exchange.query(name).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** One of the constants of an enum, in lower case as on the wire; anything else is a bad request. */
    public static <E extends Enum<E>> Optional<E> oneOf(Exchange exchange, String name, Class<E> type) {
        return exchange.query(name)
                .map(value -> Arrays.stream(type.getEnumConstants())
                        .filter(constant ->
                                constant.name().toLowerCase(Locale.ROOT).equals(value))
                        .findFirst()
                        .orElseThrow(() -> new GatewayException.BadRequest(
                                "Invalid %s '%s'. Possible: %s"
                                        .formatted(
                                                name,
                                                value,
                                                Arrays.stream(type.getEnumConstants())
                                                        .map(constant ->
                                                                constant.name().toLowerCase(Locale.ROOT))
                                                        .toList()),
                                name)));
    }

    /** Whether a list is asked for in descending order. */
    public static boolean isDescending(Exchange exchange, boolean standard) {
        Optional<String> order = exchange.query("sort_order");
        if (order.isEmpty()) {
            return standard;
        }
        return switch (order.get().toLowerCase(Locale.ROOT)) {
            case "asc" -> false;
            case "desc" -> true;
            default -> throw refusal("sort_order", "enum", "Input should be 'asc' or 'desc'");
        };
    }

    private static GatewayException refusal(String name, String kind, String message) {
        return new GatewayException.Unprocessable(List.of(new Problem(List.of("query", name), kind, message)));
    }
}
