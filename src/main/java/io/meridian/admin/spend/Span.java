package io.meridian.admin.spend;

import io.meridian.admin.form.Query;
import io.meridian.base.GatewayException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** From when until when; {@code end} is not part of it. Immutable. */
record Span(Instant start, Instant end) {
    private static final DateTimeFormatter MOMENT = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .parseDefaulting(ChronoField.NANO_OF_SECOND, 0)
            .toFormatter();
    /** PostgreSQL knows no later ones, and nobody spent in earlier ones. */
    private static final int FIRST_YEAR = 1970;

    private static final int LAST_YEAR = 9998;
    private static final int USUAL_DAYS = 30;

    /** Whole days in UTC, both of them included. */
    record Days(LocalDate first, LocalDate last) {
        Span span() {
            return new Span(startOf(first), startOf(last.plusDays(1)));
        }
    }

    /** {@code YYYY-MM-DD HH:MM:SS} or bare days; the last second, or day, is part of it. */
    static Span ofMoments(Query query) {
        Optional<String> start = query.text("start_date");
        Optional<String> end = query.text("end_date");
        query.check();
        if (start.isEmpty() || end.isEmpty()) {
            throw new GatewayException.BadRequest("Start date and end date are required", "start_date");
        }
        return new Span(moment(start.get(), false, "start_date"), moment(end.get(), true, "end_date"));
    }

    /** Both days, or neither. */
    static Optional<Days> ofDays(Query query) {
        Optional<String> start = query.text("start_date");
        Optional<String> end = query.text("end_date");
        query.check();
        if (start.isEmpty() && end.isEmpty()) {
            return Optional.empty();
        }
        if (start.isEmpty() || end.isEmpty()) {
            throw missing();
        }
        return Optional.of(new Days(day(start.get(), "start_date"), day(end.get(), "end_date")));
    }

    static GatewayException missing() {
        return new GatewayException.BadRequest("Please provide start_date and end_date", "start_date");
    }

    /** Days that are asked for, or the last thirty. */
    static Days daysOrMonth(Query query, Clock clock) {
        return ofDays(query).orElseGet(() -> month(clock));
    }

    static Days month(Clock clock) {
        LocalDate today = clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
        return new Days(today.minusDays(USUAL_DAYS), today);
    }

    private static Instant moment(String text, boolean last, String name) {
        String plain = text.strip().replace('T', ' ').replaceFirst("(?:Z|[+]00:00)$", "");
        try {
            if (plain.indexOf(' ') < 0) {
                LocalDate day = day(plain, name);
                return startOf(last ? day.plusDays(1) : day);
            }
            LocalDateTime moment = LocalDateTime.parse(plain, MOMENT);
            requireYear(moment.getYear());
            Instant instant = moment.toInstant(ZoneOffset.UTC);
            boolean whole = moment.truncatedTo(ChronoUnit.SECONDS).equals(moment);
            return last && whole ? instant.plusSeconds(1) : instant;
        } catch (DateTimeException unreadable) {
            throw unreadable(text, name);
        }
    }

    static LocalDate day(String text, String name) {
        try {
            LocalDate day = LocalDate.parse(text.strip());
            requireYear(day.getYear());
            return day;
        } catch (DateTimeException unreadable) {
            throw unreadable(text, name);
        }
    }

    private static void requireYear(int year) {
        if (year < FIRST_YEAR || year > LAST_YEAR) {
            throw new DateTimeException("beyond all bounds");
        }
    }

    private static GatewayException unreadable(String text, String name) {
        return new GatewayException.BadRequest(
                "%s '%s' is no date; write YYYY-MM-DD or YYYY-MM-DD HH:MM:SS, in UTC.".formatted(name, text), name);
    }

    private static Instant startOf(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
