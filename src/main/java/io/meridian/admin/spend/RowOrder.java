package io.meridian.admin.spend;

import io.meridian.base.GatewayException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** In which order rows are listed; rows that are equal in it are listed newest first. Immutable. */
record RowOrder(By by, boolean ascending) {
    static final RowOrder NEWEST = new RowOrder(By.START, false);

    /** What rows are sorted by, under its name on the wire. */
    enum By {
        START("startTime"),
        END("endTime"),
        SPEND("spend"),
        TOKENS("total_tokens"),
        DURATION("request_duration_ms"),
        MODEL("model");

        private final String wireName;

        By(String wireName) {
            this.wireName = wireName;
        }
    }

    static RowOrder of(String by, String direction) {
        By found = Arrays.stream(By.values())
                .filter(column -> column.wireName.equals(by))
                .findFirst()
                .orElseThrow(() -> new GatewayException.BadRequest(
                        "Invalid sort_by '%s'; it must be one of %s."
                                .formatted(
                                        by,
                                        Arrays.stream(By.values())
                                                .map(column -> column.wireName)
                                                .collect(Collectors.joining(", "))),
                        "sort_by"));
        return switch (direction.toLowerCase(Locale.ROOT)) {
            case "asc" -> new RowOrder(found, true);
            case "desc" -> new RowOrder(found, false);
            default ->
                throw new GatewayException.BadRequest(
                        "Invalid sort_order '%s'; it must be asc or desc.".formatted(direction), "sort_order");
        };
    }
}
