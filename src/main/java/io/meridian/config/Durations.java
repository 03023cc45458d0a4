package io.meridian.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: a number of seconds, or a number with one of the units ms s m h d w. */
final class Durations {
    private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*(ms|s|m|h|d|w)?");
    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000L);

    private Durations() {}

    static Duration read(JsonNode node) throws Unreadable {
        String text = node.isNumber() ? node.decimalValue().toPlainString() : node.asText();
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!node.isValueNode() || !matcher.matches()) {
            throw new Unreadable("must be a duration: seconds, or a number with ms, s, m, h, d or w");
        }
        BigDecimal seconds = new BigDecimal(matcher.group(1)).multiply(unit(matcher.group(2)));
        try {
            return Duration.ofNanos(seconds.multiply(NANOS).toBigInteger().longValueExact());
        } catch (ArithmeticException e) {
            throw new Unreadable("is a duration beyond all bounds");
        }
    }

    private static BigDecimal unit(@org.jspecify.annotations.Nullable String unit) {
        return switch (unit) {
            case "ms" -> new BigDecimal("0.001");
            case "m" -> BigDecimal.valueOf(60);
            case "h" -> BigDecimal.valueOf(3_600);
            case "d" -> BigDecimal.valueOf(86_400);
            case "w" -> BigDecimal.valueOf(604_800);
            case null, default -> BigDecimal.ONE;
        };
    }
}
