package io.meridian.admin.key;

import io.meridian.api.Exchange;
import io.meridian.base.GatewayException;
import java.util.Arrays;
import java.util.Locale;

/** In which order keys are listed; those that are equal in it follow their hashes. Immutable. */
record KeyOrder(Column column, boolean ascending) {
    /** What keys can be sorted by. */
    enum Column {
        SPEND,
        MAX_BUDGET,
        CREATED_AT,
        UPDATED_AT,
        TOKEN,
        KEY_ALIAS
    }

    /** Newest first, unless the query says otherwise. */
    static KeyOrder of(Exchange exchange) {
        Column column = exchange.query("sort_by").map(KeyOrder::column).orElse(Column.CREATED_AT);
        String direction = exchange.query("sort_order").orElse("desc").toLowerCase(Locale.ROOT);
        if (!direction.equals("asc") && !direction.equals("desc")) {
            throw new GatewayException.BadRequest(
                    "Invalid sort_order: %s. Must be 'asc' or 'desc'.".formatted(direction), "sort_order");
        }
        return new KeyOrder(column, direction.equals("asc"));
    }

    private static Column column(String name) {
        return Arrays.stream(Column.values())
                .filter(column -> column.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new GatewayException.BadRequest(
                        "Invalid sort column: %s. Must be one of spend, max_budget, created_at, updated_at, token,"
                                        .formatted(name)
                                + " key_alias.",
                        "sort_by"));
    }
}
