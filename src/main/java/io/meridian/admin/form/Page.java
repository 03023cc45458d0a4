package io.meridian.admin.form;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.api.Exchange;
import io.meridian.base.GatewayException;
import io.meridian.base.GatewayException.Unprocessable.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which part of a list a request asks for, and how an answer tells what there is beyond it. Immutable. */
public record Page(int number, int size) {
    /** So many rows may be passed over; whoever needs what lies deeper has a filter for it. */
    private static final int DEEPEST = 1_000_000;

    /** The page a query names by {@code page} and {@code sizeName}; refused if it is none or larger than allowed. */
    public static Page of(Exchange exchange, String sizeName, int standard, int largest) {
        List<Problem> problems = new ArrayList<>();
        int number = number(exchange, "page", 1, DEEPEST, problems);
        int size = number(exchange, sizeName, standard, largest, problems);
        if (!problems.isEmpty()) {
            throw new GatewayException.Unprocessable(problems);
        }
        return new Page(number, size);
    }

    /** How many rows lie before it. */
    public long offset() {
        return (number - 1L) * size;
    }

    public long pages(long rows) {
        return (rows + size - 1) / size;
    }

    /** As key lists and model information tell it. */
    public ObjectNode addCurrent(ObjectNode answer, long rows) {
        return answer.put("total_count", rows).put("current_page", number).put("total_pages", pages(rows));
    }

    /** As users, teams, spend rows and the audit trail tell it. */
    public ObjectNode addTotals(ObjectNode answer, long rows) {
        return answer.put("total", rows)
                .put("page", number)
                .put("page_size", size)
                .put("total_pages", pages(rows));
    }

    private static int number(Exchange exchange, String name, int standard, int largest, List<Problem> problems) {
        Optional<String> sent = exchange.query(name);
        if (sent.isEmpty()) {
            return Math.min(standard, largest);
        }
        try {
            int value = Integer.parseInt(sent.get());
            if (value >= 1 && value <= largest) {
                return value;
            }
            problems.add(problem(name, "Input should be between 1 and " + largest));
        } catch (NumberFormatException noNumber) {
            problems.add(problem(name, "Input should be a valid integer"));
        }
        return 1;
    }

    private static Problem problem(String name, String message) {
        return new Problem(List.of("query", name), "int_parsing", message);
    }
}
