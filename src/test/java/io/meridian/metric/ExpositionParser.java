package io.meridian.metric;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads the text format and refuses everything a careful scraper would. */
public final class ExpositionParser {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final Set<String> TYPES = Set.of("counter", "gauge", "histogram", "summary", "untyped");

    /** One sample. */
    public record Sample(String name, Map<String, String> labels, double value) {}

    private final Map<String, String> types = new LinkedHashMap<>();
    private final Set<String> helps = new HashSet<>();
    private final Set<String> closed = new HashSet<>();
    private final List<Sample> samples = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private String family = "";

    public static ExpositionParser parse(String page) {
        ExpositionParser parser = new ExpositionParser();
        require(page.isEmpty() || page.endsWith("\n"), "last line must end", page);
        page.lines().forEach(parser::line);
        parser.checkHistograms();
        return parser;
    }

    public List<Sample> samples() {
        return samples;
    }

    public Map<String, String> types() {
        return types;
    }

    /** The one sample with this name and these labels among its own. */
    public double value(String name, String... labels) {
        List<Sample> found = samples.stream()
                .filter(sample -> sample.name().equals(name) && has(sample, labels))
                .toList();
        require(found.size() == 1, "wanted one " + name + ", found " + found.size(), found.toString());
        return found.getFirst().value();
    }

    private static boolean has(Sample sample, String... labels) {
        for (int i = 0; i < labels.length; i += 2) {
            if (!labels[i + 1].equals(sample.labels().get(labels[i]))) {
                return false;
            }
        }
        return true;
    }

    private void line(String line) {
        require(!line.isBlank(), "empty line", line);
        if (line.startsWith("# HELP ")) {
            String name = line.substring(7).split(" ", 2)[0];
            require(helps.add(name), "second HELP", line);
            begin(name, line);
        } else if (line.startsWith("# TYPE ")) {
            String[] parts = line.split(" ", -1);
            require(parts.length == 4 && TYPES.contains(parts[3]), "bad TYPE", line);
            require(types.put(parts[2], parts[3]) == null, "second TYPE", line);
            begin(parts[2], line);
            require(!parts[3].equals("counter") || parts[2].endsWith("_total"), "counter without _total", line);
            require(!parts[2].endsWith("_total_total"), "twice _total", line);
        } else {
            require(!line.startsWith("#"), "unknown comment", line);
            sample(line);
        }
    }

    private void begin(String name, String line) {
        require(NAME.matcher(name).matches(), "bad name", line);
        if (!name.equals(family)) {
            require(closed.add(name), "family in two places", line);
            family = name;
        }
    }

    private void sample(String line) {
        int brace = line.indexOf('{');
        int nameEnd = brace >= 0 ? brace : line.indexOf(' ');
        require(nameEnd > 0, "no name", line);
        String name = line.substring(0, nameEnd);
        require(NAME.matcher(name).matches(), "bad name", line);
        require(belongs(name), "sample outside its family " + family, line);
        Map<String, String> labels = new LinkedHashMap<>();
        int at = brace >= 0 ? labels(line, brace + 1, labels) : nameEnd;
        require(line.charAt(at) == ' ', "no blank before the value", line);
        String value = line.substring(at + 1);
        require(!value.contains(" "), "more than a value", line);
        double number = number(value);
        String type = types.getOrDefault(family, "untyped");
        require(!type.equals("counter") || number >= 0, "negative counter", line);
        require(seen.add(name + new TreeMap<>(labels)), "series twice", line);
        samples.add(new Sample(name, labels, number));
    }

    private boolean belongs(String name) {
        return switch (types.getOrDefault(family, "")) {
            case "histogram" ->
                name.equals(family + "_bucket") || name.equals(family + "_sum") || name.equals(family + "_count");
            case "summary" -> name.equals(family) || name.equals(family + "_sum") || name.equals(family + "_count");
            case "" -> false;
            default -> name.equals(family);
        };
    }

    private int labels(String line, int start, Map<String, String> labels) {
        int at = start;
        while (line.charAt(at) != '}') {
            int equals = line.indexOf('=', at);
            String label = line.substring(at, equals);
            require(LABEL.matcher(label).matches() && !label.startsWith("__"), "bad label " + label, line);
            require(line.charAt(equals + 1) == '"', "value without quotes", line);
            StringBuilder value = new StringBuilder();
            at = value(line, equals + 2, value);
            require(labels.put(label, value.toString()) == null, "label twice", line);
            if (line.charAt(at) == ',') {
                at++;
            } else {
                require(line.charAt(at) == '}', "neither comma nor brace", line);
            }
        }
        return at + 1;
    }

    private static int value(String line, int start, StringBuilder value) {
        int at = start;
        while (line.charAt(at) != '"') {
            char unit = line.charAt(at);
            if (unit == '\\') {
                at++;
                char escaped = line.charAt(at);
                require("\\\"n".indexOf(escaped) >= 0, "unknown escape", line);
                value.append(escaped == 'n' ? '\n' : escaped);
            } else {
                value.append(unit);
            }
            at++;
        }
        return at + 1;
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private void checkHistograms() {
        Map<String, TreeMap<Double, Double>> buckets = new HashMap<>();
        Map<String, Double> counts = new HashMap<>();
        for (Sample sample : samples) {
            String base = sample.name().replaceFirst("_(bucket|count|sum)$", "");
            if (!"histogram".equals(types.get(base))) {
                continue;
            }
            Map<String, String> labels = new TreeMap<>(sample.labels());
            String le = labels.remove("le");
            if (sample.name().endsWith("_bucket")) {
                require(le != null, "bucket without le", sample.toString());
                buckets.computeIfAbsent(base + labels, _ -> new TreeMap<>())
                        .put(number(String.valueOf(le)), sample.value());
            } else if (sample.name().endsWith("_count")) {
                counts.put(base + labels, sample.value());
            }
        }
        require(
                buckets.keySet().equals(counts.keySet()),
                "buckets without count",
                buckets.keySet().toString());
        buckets.forEach((series, bounds) -> {
            double before = 0;
            for (double count : bounds.values()) {
                require(count >= before, "falling buckets", series);
                before = count;
            }
            require(bounds.lastKey() == Double.POSITIVE_INFINITY, "no +Inf", series);
            require(Double.valueOf(before).equals(counts.get(series)), "+Inf is not the count", series);
        });
    }

    private static void require(boolean condition, String problem, String where) {
        if (!condition) {
            throw new AssertionError(problem + ": " + where);
        }
    }
}
