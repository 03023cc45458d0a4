package io.meridian.base;

import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A length of time as administrators write it: {@code 30s}, {@code 5m}, {@code 12h}, {@code 7d}, {@code 1mo}. */
public record WireDuration(int amount, ChronoUnit unit) {
    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,8})(mo|[smhdw])");
    /** A thousand years: what lies further ahead cannot be stored, and nobody means it. */
    private static final Duration LONGEST = Duration.ofDays(366_000);

    /** Empty if the text is no duration; a trailing word such as {@code 30min} is refused, not cut. */
    public static Optional<WireDuration> parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        ChronoUnit unit = switch (matcher.group(2)) {
            case "s" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MINUTES;
            case "h" -> ChronoUnit.HOURS;
            case "d" -> ChronoUnit.DAYS;
            case "w" -> ChronoUnit.WEEKS;
            default -> ChronoUnit.MONTHS;
        };
        WireDuration parsed = new WireDuration(Integer.parseInt(matcher.group(1)), unit);
        return Optional.of(parsed).filter(duration -> duration.estimate().compareTo(LONGEST) <= 0);
    }

    private Duration estimate() {
        return unit.getDuration().multipliedBy(amount);
    }

    /** As an administrator would write it. */
    public String text() {
        return amount
                + switch (unit) {
                    case SECONDS -> "s";
                    case MINUTES -> "m";
                    case HOURS -> "h";
                    case DAYS -> "d";
                    case WEEKS -> "w";
                    default -> "mo";
                };
    }

    /** The moment this much later; months follow the calendar of the zone. */
    public Instant after(Instant start, ZoneId zone) {
        return switch (unit) {
            case MONTHS -> start.atZone(zone).plus(Period.ofMonths(amount)).toInstant();
            case WEEKS -> start.plus(7L * amount, ChronoUnit.DAYS);
            default -> start.plus(amount, unit);
        };
    }
}
