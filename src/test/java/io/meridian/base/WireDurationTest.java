package io.meridian.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireDurationTest {
    @ParameterizedTest
    @CsvSource({
        "30s, 30, SECONDS",
        "5m, 5, MINUTES",
        "12h, 12, HOURS",
        "7d, 7, DAYS",
        "2w, 2, WEEKS",
        "1mo, 1, MONTHS",
        "' 1d ', 1, DAYS"
    })
    void readsWhatAdministratorsWrite(String text, int amount, ChronoUnit unit) {
        assertThat(WireDuration.parse(text)).contains(new WireDuration(amount, unit));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "d", "30", "30min", "-1d", "0d", "1.5h", "1 d", "1D", "1y", "99999999999d", "1d1h"})
    void refusesEverythingElse(String text) {
        assertThat(WireDuration.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "90s, 2026-01-31T10:01:30Z",
        "2h, 2026-01-31T12:00:00Z",
        "1d, 2026-02-01T10:00:00Z",
        "1w, 2026-02-07T10:00:00Z",
        "1mo, 2026-02-28T10:00:00Z",
        "13mo, 2027-02-28T10:00:00Z"
    })
    void endsExactlyThatMuchLater(String text, Instant end) {
        Instant start = Instant.parse("2026-01-31T10:00:00Z");
        assertThat(WireDuration.parse(text).orElseThrow().after(start, ZoneOffset.UTC))
                .isEqualTo(end);
    }

    @Test
    void monthsKeepTheHourOfTheZoneAndDaysDoNot() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        Instant beforeSummer = Instant.parse("2026-03-15T11:00:00Z");
        assertThat(new WireDuration(1, ChronoUnit.MONTHS).after(beforeSummer, berlin))
                .isEqualTo("2026-04-15T10:00:00Z");
        assertThat(new WireDuration(31, ChronoUnit.DAYS).after(beforeSummer, berlin))
                .isEqualTo("2026-04-15T11:00:00Z");
    }
}
