package io.meridian.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetPeriodTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    /** 2026-03-18 is a Wednesday. */
    @ParameterizedTest
    @CsvSource({
        "1d,  2026-03-18T00:00:00Z, 2026-03-19T00:00:00Z",
        "24h, 2026-03-18T00:00:00Z, 2026-03-19T00:00:00Z",
        "1w,  2026-03-16T00:00:00Z, 2026-03-23T00:00:00Z",
        "7d,  2026-03-16T00:00:00Z, 2026-03-23T00:00:00Z",
        "1mo, 2026-03-01T00:00:00Z, 2026-04-01T00:00:00Z",
        "30d, 2026-03-01T00:00:00Z, 2026-04-01T00:00:00Z",
        "3mo, 2026-02-01T00:00:00Z, 2026-05-01T00:00:00Z",
        "10d, 2026-03-12T00:00:00Z, 2026-03-22T00:00:00Z",
        "2w,  2026-03-06T00:00:00Z, 2026-03-20T00:00:00Z",
        "6h,  2026-03-18T12:00:00Z, 2026-03-18T18:00:00Z",
        "15m, 2026-03-18T13:30:00Z, 2026-03-18T13:45:00Z",
        "30s, 2026-03-18T13:37:30Z, 2026-03-18T13:38:00Z"
    })
    void standsOnTheCalendarOrOnItsAnchor(String duration, Instant start, Instant end) {
        Instant anchor = Instant.parse("2026-02-20T09:00:00Z");
        Instant now = Instant.parse("2026-03-18T13:37:42Z");
        BudgetPeriod period =
                BudgetPeriod.at(WireDuration.parse(duration).orElseThrow(), anchor, now, ZoneId.of("UTC"));
        assertThat(period.start()).isEqualTo(start);
        assertThat(period.end()).contains(end);
    }

    @Test
    void aDayIsAsLongAsTheZonesDay() {
        BudgetPeriod spring = at("1d", "2026-03-29T12:00:00Z");
        assertThat(spring.start()).isEqualTo("2026-03-28T23:00:00Z");
        assertThat(spring.end()).contains(Instant.parse("2026-03-29T22:00:00Z"));
        BudgetPeriod autumn = at("1d", "2026-10-25T12:00:00Z");
        assertThat(Duration.between(autumn.start(), autumn.end().orElseThrow())).isEqualTo(Duration.ofHours(25));
    }

    /** Whatever the clocks do, every moment lies in its period and the next one begins where this one ends. */
    @ParameterizedTest
    @ValueSource(strings = {"30s", "15m", "1h", "2h", "5h", "24h", "1d", "3d", "7d", "1w", "30d", "1mo", "2mo"})
    void periodsFollowEachOtherWithoutGapOrOverlapThroughBothClockChanges(String duration) {
        for (String day : new String[] {"2026-03-28T20:00:00Z", "2026-10-24T20:00:00Z"}) {
            Instant from = Instant.parse(day);
            for (Instant now = from; now.isBefore(from.plus(Duration.ofHours(12))); now = now.plusSeconds(300)) {
                BudgetPeriod period = at(duration, now.toString());
                Instant end = period.end().orElseThrow();
                assertThat(period.start()).as("start at %s", now).isBeforeOrEqualTo(now);
                assertThat(end).as("end at %s", now).isAfter(now);
                assertThat(at(duration, end.toString()).start())
                        .as("next after %s", now)
                        .isEqualTo(end);
            }
        }
    }

    @Test
    void aResetIsAPeriodOfItsOwnUntilTheNextBegins() {
        BudgetPeriod month = at("1mo", "2026-03-18T13:37:42Z");
        Instant reset = Instant.parse("2026-03-18T13:00:00Z");
        assertThat(month.resetAt(reset)).isEqualTo(new BudgetPeriod(reset, month.end()));
        assertThat(month.resetAt(Instant.parse("2026-02-18T13:00:00Z"))).isEqualTo(month);
        assertThat(month.resetAt(null)).isEqualTo(month);
        assertThat(BudgetPeriod.ENDLESS.resetAt(reset).start()).isEqualTo(reset);
    }

    /** Counters are named by whole seconds: two resets in one would be one, and the second without effect. */
    @Test
    void everyResetBeginsAPeriodThatWasNotThereBefore() {
        Instant now = Instant.parse("2026-03-18T13:37:42.999Z");
        Instant first = BudgetPeriod.nextReset(now, null);
        assertThat(first).isEqualTo("2026-03-18T13:37:43Z");
        assertThat(BudgetPeriod.nextReset(now, first)).isEqualTo("2026-03-18T13:37:44Z");
        assertThat(BudgetPeriod.nextReset(now.plusSeconds(60), first)).isEqualTo("2026-03-18T13:38:43Z");
    }

    private static BudgetPeriod at(String duration, String now) {
        return BudgetPeriod.at(
                WireDuration.parse(duration).orElseThrow(),
                Instant.parse("2026-01-10T08:00:00Z"),
                Instant.parse(now),
                BERLIN);
    }
}
