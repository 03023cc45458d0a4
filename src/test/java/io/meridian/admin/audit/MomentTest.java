package io.meridian.admin.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentTest {
    @ParameterizedTest
    @CsvSource({
        "2026-01-31, 2026-01-31T00:00:00Z, 2026-02-01T00:00:00Z",
        "2026-01-31T10:00:00Z, 2026-01-31T10:00:00Z, 2026-01-31T10:00:00.001Z",
        "2026-01-31T10:00:00, 2026-01-31T10:00:00Z, 2026-01-31T10:00:00.001Z",
        "2026-01-31 10:00:00, 2026-01-31T10:00:00Z, 2026-01-31T10:00:00.001Z",
        "2026-01-31T10:00:00.5+02:00, 2026-01-31T08:00:00.5Z, 2026-01-31T08:00:00.501Z",
        "2026-01-31T10:00, 2026-01-31T10:00:00Z, 2026-01-31T10:00:00.001Z",
        "2026-01-31T10:00:00.123456Z, 2026-01-31T10:00:00.123456Z, 2026-01-31T10:00:00.124Z"
    })
    void isADayOrAMillisecond(String text, Instant begin, Instant end) {
        assertThat(Moment.parse(text)).isEqualTo(Optional.of(new Moment(begin, end)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yesterday",
                "2026",
                "2026-02-30",
                "31.01.2026",
                "1769817600",
                "2026-01-31T25:00:00Z",
                "2026-01-31T10:00:00+99:00",
                "0000-01-01",
                "-999999999-01-01T00:00:00Z",
                "+999999999-12-31T23:59:59Z",
                "+10000-01-01T00:00:00"
            })
    void isNothingElse(String text) {
        assertThat(Moment.parse(text)).isEmpty();
    }
}
