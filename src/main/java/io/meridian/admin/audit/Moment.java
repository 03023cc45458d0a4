package io.meridian.admin.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A span that a client names by its day or by its moment: from its begin up to, and without, its end. Immutable. */
record Moment(Instant begin, Instant end) {
    private static final int DATE = 10;
    private static final int LAST_YEAR = 9999;

    static Optional<Moment> parse(String text) {
        try {
            if (text.length() == DATE) {
                return of(LocalDate.parse(text).atStartOfDay(), ChronoUnit.DAYS);
            }
            String iso = text.replace(' ', 'T');
            LocalDateTime moment = iso.matches(".*T.*(?:Z|[+-]\\d\\d:?\\d\\d)")
                    ? OffsetDateTime.parse(iso)
                            .withOffsetSameInstant(ZoneOffset.UTC)
                            .toLocalDateTime()
                    : LocalDateTime.parse(iso);
            // as finely as rows are dated
            return of(moment, ChronoUnit.MILLIS);
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    /** Beyond these years PostgreSQL or the wire would not follow. */
    private static Optional<Moment> of(LocalDateTime begin, ChronoUnit unit) {
        if (begin.getYear() < 1 || begin.getYear() > LAST_YEAR) {
            return Optional.empty();
        }
        return Optional.of(new Moment(
                begin.toInstant(ZoneOffset.UTC),
                begin.truncatedTo(unit).plus(1, unit).toInstant(ZoneOffset.UTC)));
    }
}
