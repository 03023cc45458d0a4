package io.meridian.admin.moving;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How many objects of a kind came to what, and which of them there is something to say about. Not thread-safe. */
final class Tally {
    private static final int NAMED = 20;
    private static final int LONGEST_NAME = 80;

    private final Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    private final Map<String, Named> remarks = new LinkedHashMap<>();

    /** The first few by name, and how many there are. */
    private static final class Named {
        private final List<String> first = new ArrayList<>();
        private int all;

        void add(List<String> names, int count) {
            names.stream().limit(Math.max(0, NAMED - first.size())).forEach(first::add);
            all += count;
        }

        String text() {
            String names = String.join(", ", first);
            return all > first.size() ? names + " and " + (all - first.size()) + " more" : names;
        }
    }

    void count(Outcome outcome) {
        counts.merge(outcome, 1, Integer::sum);
    }

    void remark(String what, String name) {
        String shown = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "..." : name;
        remarks.computeIfAbsent(what, _ -> new Named()).add(List.of(shown), 1);
    }

    void add(Tally other) {
        other.counts.forEach((outcome, count) -> counts.merge(outcome, count, Integer::sum));
        other.remarks.forEach(
                (what, names) -> remarks.computeIfAbsent(what, _ -> new Named()).add(names.first, names.all));
    }

    boolean isEmpty() {
        return counts.isEmpty() && remarks.isEmpty();
    }

    /** One line with the counts, and one for each remark. */
    List<String> lines(String kind) {
        List<String> lines = new ArrayList<>();
        String all = counts.isEmpty()
                ? "none taken"
                : counts.entrySet().stream()
                        .map(count -> count.getValue() + " " + count.getKey().words())
                        .collect(Collectors.joining(", "));
        lines.add(kind + ": " + all);
        remarks.forEach((what, names) -> lines.add("  " + what + ": " + names.text()));
        return lines;
    }
}
