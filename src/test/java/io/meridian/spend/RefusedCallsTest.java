package io.meridian.spend;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusedCallsTest {
    @TempDir
    private Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Calls.START);
    private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
    private final MetricRegistry metrics = new MetricRegistry();

    private long rows(RefusedCalls refused, String key, int calls) {
        long rows = 0;
        for (int i = 0; i < calls; i++) {
            rows += refused.admit(key).isPresent() ? 1 : 0;
        }
        return rows;
    }

    @Test
    void writesSomeOfAStormAndSaysHowManyItDidNot() {
        try (SpendJournal journal = JournalFolder.journal(folder)) {
            RefusedCalls refused = new RefusedCalls(journal, Long.MAX_VALUE, clock, metrics);
            assertThat(refused.admit("a")).hasValue(0);
            assertThat(rows(refused, "a", 999)).isEqualTo(RefusedCalls.ROWS_A_SECOND - 1);
            assertThat(rows(refused, "b", 5)).isEqualTo(5);
            now.updateAndGet(then -> then.plus(Duration.ofSeconds(1)));
            assertThat(refused.admit("a")).hasValue(1000 - RefusedCalls.ROWS_A_SECOND);
            assertThat(refused.admit("a")).hasValue(0);
            assertThat(metrics.counter("spend.refused.unwritten").getCount())
                    .isEqualTo(1000 - RefusedCalls.ROWS_A_SECOND);
        }
    }

    @Test
    void leavesTheRoomToCallsThatCostMoney() {
        try (SpendJournal journal = JournalFolder.journal(folder)) {
            RefusedCalls refused = new RefusedCalls(journal, journal.bytes() - 1, clock, metrics);
            assertThat(refused.admit("a")).isEqualTo(OptionalLong.empty());
            assertThat(metrics.counter("spend.refused.unwritten").getCount()).isEqualTo(1);
        }
    }
}
