package io.meridian.spend;

import static io.meridian.spend.Calls.closed;
import static io.meridian.spend.Calls.opened;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.meridian.base.Usd;
import io.meridian.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sums that reports read, fed by what becomes a row. */
class DailySumsIT {
    private static final Clock CLOCK = Clock.fixed(Calls.START, ZoneOffset.UTC);

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
    void aCallIsInEachOfThem() {
        try (SpendModule spend = start()) {
            book(spend, 1, List.of("red", "blue", "red"));
            book(spend, 2, List.of("red"));
        }
        assertThat(database.rows("select day, api_key, user_id, team_id, organization_id, model, model_group, provider,"
                        + " call_type, spend_nano, prompt_tokens, completion_tokens, requests, successful_requests,"
                        + " failed_requests, interrupted_requests from spend_activity"))
                .containsExactly(List.of(
                        "2026-11-20",
                        Calls.KEY,
                        "user",
                        "team",
                        "",
                        "openai/gpt-5",
                        "gpt-5",
                        "openai",
                        "acompletion",
                        "2003",
                        "3",
                        "6",
                        "2",
                        "2",
                        "0",
                        "0"));
        assertThat(database.rows("select end_user, spend_nano, requests from spend_activity_end_user"))
                .containsExactly(List.of("end-user", "2003", "2"));
        // a tag that a call carries twice is counted once
        assertThat(database.rows("select tag, spend_nano, requests from spend_activity_tag order by 1"))
                .containsExactly(List.of("blue", "1001", "1"), List.of("red", "2003", "2"));
    }

    @Test
    void aTotalThatBeginsWithAnAmountGoesOnFromThere() {
        Instant start = Instant.parse("2026-11-20T12:00:01Z");
        Charge total = new Charge("api_key", Calls.KEY, start);
        try (SpendModule spend = start()) {
            database.database().transact(transaction -> spend.totals().begin(transaction, total, new Usd(500)));
            assertThat(spend.totals().spent("api_key", Calls.KEY, start)).isEqualTo(new Usd(500));
            assertThat(spend.totals().spent(List.of(total, Calls.CHARGE)))
                    .isEqualTo(Map.of(total, new Usd(500), Calls.CHARGE, Usd.ZERO));
            book(spend, 3, List.of());
            // also before it is in PostgreSQL
            assertThat(spend.totals().spent(List.of(total, Calls.CHARGE)))
                    .isEqualTo(Map.of(total, new Usd(500), Calls.CHARGE, Calls.cost(3)));
        }
    }

    private static void book(SpendModule spend, int number, List<String> tags) {
        CallTicket call = spend.journal().open(opened("call-" + number, Calls.START, tags));
        spend.journal().close(call, closed(call.call(), number));
    }

    private SpendModule start() {
        return SpendModule.create(
                SpendSettings.in(folder),
                Optional.of(database.database()),
                (_, _, _) -> {},
                CLOCK,
                new MetricRegistry());
    }
}
