package io.meridian.spend;

import static io.meridian.spend.Calls.closed;
import static io.meridian.spend.Calls.opened;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.meridian.testing.Await;
import io.meridian.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows are kept as long as the settings say; what was spent is known for ever. */
class RetentionIT {
    /** 20 November 2026, noon. */
    private static final Clock CLOCK = Clock.fixed(Calls.START, ZoneOffset.UTC);

    private static final Duration MONTH = Duration.ofDays(30);

    @TempDir
    private Path folder;

    private SpendDatabase database;

    @BeforeEach
    void open() {
        database = SpendDatabase.open(TestPostgres.newDatabase());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void wholeDaysAreDroppedAndSumsStay() {
        // the oldest day that has something young enough in it is 21 October
        book("2026-10-20T23:59:59Z", 1);
        book("2026-10-21T00:00:00Z", 2);
        book("2026-11-19T00:00:00Z", 3);
        long total = database.total();
        long days = database.sumOfDays();
        SpendModule spend = start(keeping(MONTH));
        Await.until("the old day is gone", () -> days("20261020") == 0);
        spend.close();
        assertThat(days("20261021")).isEqualTo(1);
        assertThat(database.number("select count(*) from spend_log")).isEqualTo(2);
        assertThat(database.total()).isEqualTo(total);
        assertThat(database.sumOfDays()).isEqualTo(days);
        assertThat(database.number("select sum(requests) from spend_activity")).isEqualTo(3);
    }

    @Test
    void aCallThatArrivesLateForADroppedDayIsChargedAllTheSame() {
        book("2026-10-01T12:00:00Z", 1);
        try (SpendModule spend = start(keeping(MONTH))) {
            Await.until("the old day is gone", () -> days("20261001") == 0);
            long total = database.total();
            CallTicket late = spend.journal().open(opened("late", Instant.parse("2026-10-01T13:00:00Z"), List.of()));
            spend.journal().close(late, closed(late.call(), 7));
            Await.until(
                    "the late call is charged",
                    () -> database.total() == total + Calls.cost(7).nanos());
        }
        assertThat(database.sumOfDays())
                .isEqualTo(Calls.cost(1).nanos() + Calls.cost(7).nanos());
    }

    @Test
    void nothingIsDroppedUnlessTheSettingsSaySo() {
        book("2020-01-01T12:00:00Z", 1);
        try (SpendModule spend = start(SpendSettings.Retention.FOR_EVER)) {
            CallTicket call = spend.journal().open(opened(2));
            spend.journal().close(call, closed(call.call(), 2));
        }
        assertThat(days("20200101")).isEqualTo(1);
    }

    @Test
    void oneInstanceIsAtItAtATime() throws Exception {
        book("2026-10-01T12:00:00Z", 1);
        SpendRetentionStore store = new SpendRetentionStore(database.database());
        try (Connection other = database.database().connection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(" + 0x4d45_5249_4449_5250L + ")");
            assertThat(store.dropBefore(LocalDate.parse("2026-11-01"))).isEmpty();
            other.rollback();
        }
        assertThat(store.dropBefore(LocalDate.parse("2026-11-01"))).containsExactly(LocalDate.parse("2026-10-01"));
        assertThat(store.dropBefore(LocalDate.parse("2026-11-01"))).isEmpty();
    }

    private SpendSettings.Retention keeping(Duration period) {
        return new SpendSettings.Retention(Optional.of(period), Duration.ofDays(1));
    }

    private void book(String at, int number) {
        try (SpendModule spend = start(SpendSettings.Retention.FOR_EVER)) {
            CallTicket call = spend.journal().open(opened("call-" + number, Instant.parse(at), List.of()));
            spend.journal().close(call, closed(call.call(), number));
        }
    }

    private SpendModule start(SpendSettings.Retention retention) {
        return SpendModule.create(
                SpendSettings.in(folder).withRetention(retention),
                Optional.of(database.database()),
                (_, _, _) -> {},
                CLOCK,
                new MetricRegistry());
    }

    private long days(String suffix) {
        return database.number("select count(*) from pg_class where relname = 'spend_log_p" + suffix + "'");
    }
}
