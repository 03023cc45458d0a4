package io.meridian.routing;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A public name in which every {@code *} stands for any text. Immutable. */
final class NamePattern {
    /** Longer patterns are more specific; among equals, those with fewer wildcards. */
    static final Comparator<NamePattern> MOST_SPECIFIC_FIRST = Comparator.comparingInt(
                    (NamePattern pattern) -> -pattern.text.length())
            .thenComparingLong(
                    pattern -> pattern.text.chars().filter(c -> c == '*').count());

    private final String text;
    private final Pattern pattern;

    NamePattern(String text) {
        this.text = text;
        this.pattern = Pattern.compile(
                Stream.of(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("(.*)")));
    }

    String text() {
        return text;
    }

    boolean matches(String name) {
        return pattern.matcher(name).matches();
    }

    /** What the name matched, put where the template has its stars; empty if it does not match. */
    Optional<String> substitute(String name, String template) {
        Matcher matcher = pattern.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String result = template;
        for (int group = 1; group <= matcher.groupCount(); group++) {
            int star = result.indexOf('*');
            if (star >= 0) {
                result = result.substring(0, star) + matcher.group(group) + result.substring(star + 1);
            }
        }
        return Optional.of(result);
    }
}
