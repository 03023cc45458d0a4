package io.meridian.limits;

import io.meridian.base.Usd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A hold as one line of text, which outlives the process that holds it: its id, its tenant, and of each limit what its
 * counter is named by. Immutable.
 */
record Reserved(String id, Counters counters) {
    private static final char SEPARATOR = '\u001f';
    private static final Pattern SEPARATED = Pattern.compile("\u001f");
    private static final char AMOUNTS = ':';
    /** Stands for the tenant, which is what most limits are about. */
    private static final String TENANT = "";

    private static final int LONGEST = 1300;

    /** Empty if the names in it cannot be told apart or would take too much room. */
    String text() {
        StringBuilder text = new StringBuilder(160);
        append(text, id);
        append(text, counters.tenant());
        for (Limit limit : counters.limits()) {
            append(text, kind(limit) + limit.scope().wireName());
            append(text, limit.subject().equals(counters.tenant()) ? TENANT : limit.subject());
        }
        int fields = 2 + 2 * counters.limits().size();
        return text.length() <= LONGEST && separators(text) == fields ? text.toString() : "";
    }

    /** Empty if the text is of no hold that this release knows. */
    static Optional<Reserved> of(String text) {
        String[] fields = SEPARATED.split(text, -1);
        // the last one is what follows the last separator
        if (fields.length < 5 || fields.length % 2 == 0) {
            return Optional.empty();
        }
        try {
            List<Limit> limits = new ArrayList<>();
            for (int i = 2; i < fields.length - 1; i += 2) {
                limits.add(limit(fields[i], fields[i + 1].equals(TENANT) ? fields[1] : fields[i + 1]));
            }
            return Optional.of(new Reserved(fields[0], Counters.of(fields[1], limits)));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    /** The text of a hold together with what its call turned out to use. */
    static String ended(String text, Cost actual) {
        return text + actual.tokens() + AMOUNTS + actual.money().nanos();
    }

    /** What the call turned out to use, if the text tells it. */
    static Optional<Cost> endOf(String text) {
        String end = text.substring(text.lastIndexOf(SEPARATOR) + 1);
        int amounts = end.indexOf(AMOUNTS);
        return amounts < 0
                ? Optional.empty()
                : Optional.of(new Cost(
                        Long.parseLong(end, 0, amounts, 10),
                        new Usd(Long.parseLong(end, amounts + 1, end.length(), 10))));
    }

    private static void append(StringBuilder text, String field) {
        text.append(field).append(SEPARATOR);
    }

    private static int separators(StringBuilder text) {
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            count += text.charAt(i) == SEPARATOR ? 1 : 0;
        }
        return count;
    }

    private static String kind(Limit limit) {
        return switch (limit) {
            case Limit.Rate rate -> rate.unit() == Limit.Unit.REQUESTS ? "r" : "t";
            case Limit.Parallel parallel -> "p";
            case Limit.Budget budget -> "b" + budget.periodStart().getEpochSecond() + ":";
        };
    }

    /** Its maximum and what it does without Redis matter to no settlement. */
    private static Limit limit(String kindAndScope, String subject) {
        char kind = kindAndScope.charAt(0);
        int colon = kindAndScope.indexOf(':');
        Scope scope = Scope.ofWireName(kindAndScope.substring(Math.max(1, colon + 1)));
        return switch (kind) {
            case 'r' -> new Limit.Rate(scope, subject, Limit.Unit.REQUESTS, 0, FailMode.OPEN);
            case 't' -> new Limit.Rate(scope, subject, Limit.Unit.TOKENS, 0, FailMode.OPEN);
            case 'p' -> new Limit.Parallel(scope, subject, 0, FailMode.OPEN);
            case 'b' ->
                new Limit.Budget(
                        scope,
                        subject,
                        Usd.ZERO,
                        Instant.ofEpochSecond(Long.parseLong(kindAndScope, 1, colon, 10)),
                        FailMode.OPEN);
            default -> throw new IllegalArgumentException("no kind of limit: " + kind);
        };
    }
}
