package io.meridian.admin.form;

import io.meridian.api.Exchange;
import io.meridian.base.GatewayException;
import io.meridian.base.GatewayException.Unprocessable.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The parameters behind a path's question mark, read one by one. */
public final class Query {
    private Query() {}

    /** A parameter that must be there. */
    public static String require(Exchange exchange, String name) {
        return exchange.query(name)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> problem(name, "missing", "Field required"));
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
            throw problem(name, "int_parsing", "Input should be a valid integer");
        }
        throw problem(name, "int_parsing", "Input should be between 1 and " + most);
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
            default -> throw problem("sort_order", "enum", "Input should be 'asc' or 'desc'");
        };
    }

    private static GatewayException problem(String name, String kind, String message) {
        return new GatewayException.Unprocessable(List.of(new Problem(List.of("query", name), kind, message)));
    }
}
