package io.meridian.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class SpendCapTest {
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-03-18T13:37:42.5Z");
    private static final SpendCap MONTHLY = new SpendCap(BigDecimal.TEN, null, "1mo", MADE);

    @Test
    void aResetBeginsAPeriodThatEndsWhenTheOldOneWouldHave() {
        SpendCap reset = MONTHLY.reset(NOW);
        assertThat(reset.period(MADE, NOW.plusSeconds(60), UTC).start()).isEqualTo("2026-03-18T13:37:43Z");
        assertThat(reset.period(MADE, NOW, UTC).end())
                .isEqualTo(MONTHLY.period(MADE, NOW, UTC).end());
        Instant april = Instant.parse("2026-04-02T00:00:00Z");
        assertThat(reset.period(MADE, april, UTC)).isEqualTo(MONTHLY.period(MADE, april, UTC));
        assertThat(reset.max()).isEqualTo(BigDecimal.TEN);
    }

    @Test
    void twoResetsInOneSecondAreTwoPeriods() {
        SpendCap once = SpendCap.NONE.reset(NOW);
        SpendCap twice = once.reset(NOW);
        assertThat(twice.period(MADE, NOW, UTC).start())
                .isAfter(once.period(MADE, NOW, UTC).start());
    }

    @Test
    void aResetSurvivesWhatIsFilledInFromElsewhere() {
        SpendCap reset = new SpendCap(null, null, null, null).reset(NOW);
        assertThat(reset.or(MONTHLY).period(MADE, NOW, UTC).start())
                .isEqualTo(reset.period(MADE, NOW, UTC).start());
    }
}
