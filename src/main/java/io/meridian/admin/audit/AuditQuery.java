package io.meridian.admin.audit;

import io.meridian.admin.form.Page;
import io.meridian.admin.form.Storable;
import io.meridian.api.Exchange;
import io.meridian.base.GatewayException;
import io.meridian.base.GatewayException.Unprocessable.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which rows of the audit log are wanted: equal in these columns, of this time, in which order. Immutable. */
record AuditQuery(
        Map<String, String> equal,
        Optional<Instant> from,
        Optional<Instant> before,
        String sortBy,
        boolean descending,
        Page page) {
    private static final List<String> FILTERS =
            List.of("changed_by", "changed_by_api_key", "action", "table_name", "object_id");
    private static final Set<String> ORDERS =
            Set.of("updated_at", "changed_by", "changed_by_api_key", "action", "table_name", "object_id", "id");
    private static final int STANDARD = 10;
    private static final int MOST = 100;

    AuditQuery {
        equal = Map.copyOf(equal);
    }

    static AuditQuery of(Exchange exchange) {
        return new Reading(exchange).read();
    }

    /** Collects what is wrong with all parameters. */
    private static final class Reading {
        private final Exchange exchange;
        private final List<Problem> problems = new ArrayList<>();

        Reading(Exchange exchange) {
            this.exchange = exchange;
        }

        AuditQuery read() {
            Map<String, String> equal = new LinkedHashMap<>();
            FILTERS.forEach(name -> text(name).ifPresent(value -> equal.put(name, value)));
            AuditQuery query = new AuditQuery(
                    equal,
                    moment("start_date").map(Moment::begin),
                    moment("end_date").map(Moment::end),
                    oneOf("sort_by", ORDERS, "updated_at"),
                    oneOf("sort_order", Set.of("asc", "desc"), "desc").equals("desc"),
                    Page.of(exchange, "page_size", STANDARD, MOST));
            if (!problems.isEmpty()) {
                throw new GatewayException.Unprocessable(problems);
            }
            return query;
        }

        /** An empty one is as good as none, as forms of browsers send it. */
        private Optional<String> text(String name) {
            Optional<String> value = exchange.query(name).filter(text -> !text.isEmpty());
            if (value.isPresent() && !Storable.isText(value.get())) {
                problem(name, "value_error", "Input should hold no NUL and no half of a character");
                return Optional.empty();
            }
            return value;
        }

        private String oneOf(String name, Set<String> known, String standard) {
            String value = text(name).orElse(standard);
            if (!known.contains(value)) {
                problem(
                        name,
                        "enum",
                        "Input should be one of "
                                + String.join(", ", known.stream().sorted().toList()));
            }
            return value;
        }

        private Optional<Moment> moment(String name) {
            return text(name).flatMap(text -> {
                Optional<Moment> moment = Moment.parse(text);
                if (moment.isEmpty()) {
                    problem(
                            name,
                            "datetime_parsing",
                            "Input should be a date or a moment, such as 2026-01-31T00:00:00Z");
                }
                return moment;
            });
        }

        private void problem(String name, String kind, String message) {
            problems.add(new Problem(List.of("query", name), kind, message));
        }
    }
}
