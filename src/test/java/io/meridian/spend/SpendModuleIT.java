package io.meridian.spend;

import static io.meridian.spend.Calls.closed;
import static io.meridian.spend.Calls.opened;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import io.meridian.base.Usd;
import io.meridian.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpendModuleIT {
    private static final Clock CLOCK = Clock.fixed(Calls.START, ZoneOffset.UTC);

    private static final String ROW = "select request_id, call_id, call_type, api_key, key_alias, user_id,"
            + " team_id, end_user, request_tags::text, model, model_id, model_group, provider, api_base, status,"
            + " spend_nano, reserved_nano, prompt_tokens, completion_tokens, total_tokens, usage_estimated,"
            + " started_at at time zone 'UTC', first_token_at - started_at, ended_at - started_at, metadata::text"
            + " from spend_log";

    @TempDir
    private Path folder;

    private final MetricRegistry metrics = new MetricRegistry();
    private String url;
    private SpendDatabase database;

    @BeforeEach
    void open() {
        url = TestPostgres.newDatabase();
        database = SpendDatabase.open(url);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aCallBecomesOneRowAndItsCostATotal() {
        try (SpendModule spend = start(InterruptedSpend.NONE)) {
            CallTicket ticket = spend.journal().open(opened(1));
            spend.journal().close(ticket, closed(ticket.call(), 1));
        }
        assertThat(database.rows(ROW))
                .containsExactly(List.of(
                        "chatcmpl-1",
                        "call-1",
                        "acompletion",
                        Calls.KEY,
                        "alias",
                        "user",
                        "team",
                        "end-user",
                        "{\"User-Agent: test\"}",
                        "openai/gpt-5",
                        "deployment-1",
                        "gpt-5",
                        "openai",
                        "https://api.example.com/v1",
                        "success",
                        "1001",
                        "9000000",
                        "1",
                        "2",
                        "3",
                        "f",
                        "2026-11-20 12:00:00.123456",
                        "00:00:00.02",
                        "00:00:00.25",
                        "{\"attempted_retries\": 0}"));
        assertThat(database.total()).isEqualTo(1001);
        assertThat(database.rows(
                        "select day, api_key, model, spend_nano, requests, successful_requests" + " from spend_daily"))
                .containsExactly(List.of("2026-11-20", Calls.KEY, "openai/gpt-5", "1001", "1", "1"));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aHundredCallsWithOneCallIdAreAHundredCharges() {
        try (SpendModule spend = start(InterruptedSpend.NONE)) {
            for (int i = 0; i < 100; i++) {
                CallTicket ticket = spend.journal().open(opened(7));
                spend.journal().close(ticket, closed(ticket.call(), 7));
            }
        }
        assertThat(database.number("select count(*) from spend_log where call_id = 'call-7'"))
                .isEqualTo(100);
        assertThat(database.total()).isEqualTo(100 * Calls.cost(7).nanos());
    }

    @Test
    void poisonIsCleanedOrSetApartAndStillCharged() throws IOException {
        OpenedCall dirty = Calls.opened("n\u0000u\uD800l", Calls.START, List.of("t".repeat(1 << 20), "{\"\\,\t\n"));
        OpenedCall longAgo = Calls.opened("past", Instant.parse("2019-02-03T23:59:59.999999Z"), List.of());
        long sum;
        try (SpendModule spend = start(InterruptedSpend.NONE)) {
            for (int i = 0; i < 10; i++) {
                spend.journal().record(closed(opened(i), i));
            }
            spend.journal().record(closed(dirty, 10));
            spend.journal().record(closed(longAgo, 11));
            spend.journal().record(closed(opened(12), 12, "no JSON"));
            spend.journal().record(closed(opened(13), 13, "{\"a\":\"\\u0000\"}"));
            sum = 14 * 1000 + 13 * 14 / 2;
        }
        assertThat(database.number("select count(*) from spend_log")).isEqualTo(13);
        assertThat(database.total()).isEqualTo(sum);
        assertThat(database.sumOfRows()).isEqualTo(sum - Calls.cost(12).nanos());
        assertThat(metrics.counter("spend.ingest.rejected").getCount()).isEqualTo(1);
        try (Stream<Path> files = Files.list(folder.resolve("rejected"))) {
            assertThat(Files.readString(files.findFirst().orElseThrow()))
                    .contains("\"call_id\":\"call-12\"")
                    .contains("no JSON");
        }
        assertThat(database.rows("select call_id, request_tags[2] from spend_log where request_id = 'chatcmpl-10'"))
                .containsExactly(List.of("n\uFFFDu\uFFFDl", "{\"\\,\t\n"));
    }

    @Test
    void whatCannotBeReadIsKeptAsideAndHoldsUpNobody() throws IOException {
        RecordWriter nonsense = new RecordWriter().start(Frame.CLOSE, 0, 0);
        abandon(3, 0, segment -> {
            segment.append(nonsense, nonsense.checksum());
            RecordWriter open = new RecordWriter().start(Frame.OPEN, 0, 0);
            segment.append(open, open.checksum());
        });
        try (SpendModule spend = start(InterruptedSpend.NONE)) {
            spend.journal().record(closed(opened(1), 1));
            spend.journal().extents(0).getLast().segment().append(nonsense, nonsense.checksum());
            spend.journal().record(closed(opened(2), 2));
        }
        assertThat(database.number("select count(*) from spend_log")).isEqualTo(5);
        assertThat(metrics.counter("spend.ingest.rejected").getCount()).isEqualTo(3);
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve("rejected"))) {
            for (Path file : files.toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        assertThat(lines).hasSize(3).allMatch(line -> line.contains("\"record\":\"A"));
    }

    @Test
    void aPartitionThatWasDroppedIsMadeAgain() {
        try (SpendModule spend = start(InterruptedSpend.NONE)) {
            spend.journal().record(closed(opened(1), 1));
            await(() -> database.total() == 1001);
            database.execute("drop table spend_log_p20261120");
            spend.journal().record(closed(opened(2), 2));
        }
        assertThat(database.number("select count(*) from spend_log")).isEqualTo(1);
        assertThat(database.total()).isEqualTo(2003);
    }

    @Test
    void interruptedCallsAreChargedAsThePolicySays() throws IOException {
        long before = 0;
        for (Map.Entry<InterruptedSpend, Long> policy : Map.of(
                        InterruptedSpend.NONE,
                        0L,
                        InterruptedSpend.PROMPT,
                        4_000_000L,
                        InterruptedSpend.RESERVED,
                        9_000_000L)
                .entrySet()) {
            abandon(1, 1);
            start(policy.getKey()).close();
            assertThat(database.total() - before).isEqualTo(1000 + policy.getValue());
            before = database.total();
        }
        assertThat(database.number("select count(*) from spend_log")).isEqualTo(6);
        assertThat(database.rows("select status, spend_nano, reserved_nano, usage_estimated from spend_log"
                        + " where status = 'interrupted' order by spend_nano"))
                .containsExactly(
                        List.of("interrupted", "0", "9000000", "f"),
                        List.of("interrupted", "4000000", "9000000", "t"),
                        List.of("interrupted", "9000000", "9000000", "t"));
        assertThat(database.total()).isEqualTo(database.sumOfRows()).isEqualTo(database.sumOfDays());
    }

    @Test
    void aCopiedJournalIsNotBookedTwice() throws IOException {
        Path original = abandon(50, 5);
        Path copy = folder.resolve(UUID.randomUUID().toString());
        Files.createDirectory(copy);
        try (Stream<Path> files = Files.list(original)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        start(InterruptedSpend.RESERVED).close();
        assertThat(database.number("select count(*) from spend_log")).isEqualTo(55);
        assertThat(database.total()).isEqualTo(database.sumOfRows()).isEqualTo(database.sumOfDays());
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aRunningInstanceLeavesAnotherAlone() throws IOException {
        try (SpendModule first = start(InterruptedSpend.NONE)) {
            CallTicket ticket = first.journal().open(opened(1));
            try (SpendModule second = SpendModule.create(
                    settings(InterruptedSpend.NONE),
                    Optional.of(database.database()),
                    (_, _, _) -> {},
                    CLOCK,
                    new MetricRegistry())) {
                second.journal().record(closed(opened(2), 2));
            }
            first.journal().close(ticket, closed(ticket.call(), 1));
        }
        assertThat(database.rows("select status from spend_log"))
                .containsOnly(List.of("success"))
                .hasSize(2);
        assertThat(database.total()).isEqualTo(2003);
    }

    @Test
    void aDamagedJournalStopsTheStart() throws IOException {
        Path journal = abandon(5, 0);
        Path segment = new SegmentFiles(journal).list().getFirst();
        byte[] bytes = Files.readAllBytes(segment);
        bytes[SegmentHeader.SIZE + 40] ^= 1;
        Files.write(segment, bytes);
        assertThatThrownBy(() -> start(InterruptedSpend.NONE)).isInstanceOf(DamagedJournalException.class);
        bytes[SegmentHeader.SIZE + 40] ^= 1;
        Files.write(segment, bytes);
        start(InterruptedSpend.NONE).close();
        assertThat(database.number("select count(*) from spend_log")).isEqualTo(5);
    }

    @Test
    void connectionsKilledAtAnyMomentChangeNothing() throws Exception {
        int calls = 20_000;
        long sum = 0;
        SpendSettings settings = settings(InterruptedSpend.NONE);
        try (SpendModule spend = SpendModule.create(
                        new SpendSettings(
                                settings.directory(),
                                settings.segmentBytes(),
                                1 << 28,
                                settings.forceEvery(),
                                Duration.ofMillis(1),
                                300,
                                InterruptedSpend.NONE,
                                Duration.ofSeconds(20),
                                WrittenCalls.ALL,
                                SpendSettings.Retention.FOR_EVER),
                        Optional.of(database.database()),
                        (_, _, _) -> {},
                        CLOCK,
                        metrics);
                Connection killer = database.database().directConnection()) {
            for (int i = 0; i < calls; i++) {
                CallTicket ticket = spend.journal().open(opened(i));
                spend.journal().close(ticket, closed(ticket.call(), i));
                sum += Calls.cost(i).nanos();
            }
            killAgainAndAgain(killer, calls);
        }
        // the pool still has connections that were killed
        database.close();
        database = SpendDatabase.open(url);
        assertThat(database.number("select count(*) from spend_log")).isEqualTo(calls);
        assertThat(database.sumOfRows()).isEqualTo(sum);
        assertThat(database.total()).isEqualTo(sum);
        assertThat(database.sumOfDays()).isEqualTo(sum);
    }

    private void killAgainAndAgain(Connection killer, int calls) {
        Random random = new Random(11);
        Counter rows = metrics.counter("spend.ingest.rows");
        int hits = 0;
        for (long next = 0; next < calls; next = rows.getCount() + 1 + random.nextInt(1500)) {
            long wanted = next;
            await(() -> rows.getCount() >= wanted);
            await(() -> rows.getCount() == calls || killBusy(killer) > 0);
            hits += rows.getCount() < calls ? 1 : 0;
        }
        assertThat(hits).isGreaterThan(5);
        await(() -> rows.getCount() == calls);
    }

    /** Kills every connection if one of them is in the middle of something; how many those are. */
    private static int killBusy(Connection killer) {
        try (Statement statement = killer.createStatement();
                ResultSet killed =
                        statement.executeQuery("with busy as (select count(*) as connections from pg_stat_activity"
                                + " where datname = current_database() and pid <> pg_backend_pid()"
                                + " and backend_xid is not null)"
                                + " select busy.connections, pg_terminate_backend(pid) from pg_stat_activity, busy"
                                + " where busy.connections > 0 and datname = current_database()"
                                + " and pid <> pg_backend_pid()")) {
            return killed.next() ? killed.getInt(1) : 0;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void totalsKnowWhatIsNotInPostgresYet() {
        SpendSettings slow = settings(InterruptedSpend.NONE);
        try (SpendModule spend = SpendModule.create(
                new SpendSettings(
                        slow.directory(),
                        slow.segmentBytes(),
                        slow.maxBytes(),
                        slow.forceEvery(),
                        Duration.ofMillis(1),
                        7,
                        InterruptedSpend.NONE,
                        slow.drain(),
                        WrittenCalls.ALL,
                        SpendSettings.Retention.FOR_EVER),
                Optional.of(database.database()),
                (_, _, _) -> {},
                CLOCK,
                metrics)) {
            long sum = 0;
            for (int i = 0; i < 500; i++) {
                CallTicket ticket = spend.journal().open(opened(i));
                spend.journal().close(ticket, closed(ticket.call(), i));
                sum += Calls.cost(i).nanos();
                assertThat(spend.totals().spent("key", Calls.KEY, Calls.PERIOD)).isEqualTo(new Usd(sum));
            }
            assertThat(spend.totals().spent("key", "another", Calls.PERIOD)).isEqualTo(Usd.ZERO);
        }
    }

    @Test
    void withoutADatabaseNothingIsRefusedAndTotalsAreThoseOfTheInstance() {
        try (SpendModule spend = SpendModule.create(
                settings(InterruptedSpend.NONE), Optional.empty(), (_, _, _) -> {}, CLOCK, metrics)) {
            for (int i = 0; i < 5000; i++) {
                spend.journal().record(closed(opened(1), 1));
            }
            assertThat(spend.totals().spent("key", Calls.KEY, Calls.PERIOD)).isEqualTo(new Usd(5000 * 1001));
        }
    }

    private SpendSettings settings(InterruptedSpend policy) {
        return JournalFolder.settings(folder).withInterrupted(policy);
    }

    private SpendModule start(InterruptedSpend policy) {
        return SpendModule.create(settings(policy), Optional.of(database.database()), (_, _, _) -> {}, CLOCK, metrics);
    }

    /** What an instance leaves that dies with calls running. */
    private Path abandon(int closed, int open) throws IOException {
        return abandon(closed, open, segment -> {});
    }

    private Path abandon(int closed, int open, Consumer<Segment> more) throws IOException {
        UUID id = UUID.randomUUID();
        JournalDirectory directory = JournalDirectory.create(folder, id);
        try (SpendJournal journal = new SpendJournal(
                id, settings(InterruptedSpend.NONE), false, new SegmentFiles(directory.path()), new MetricRegistry())) {
            for (int i = 0; i < closed; i++) {
                CallTicket ticket = journal.open(opened(i));
                journal.close(ticket, closed(ticket.call(), i));
            }
            for (int i = 0; i < open; i++) {
                journal.open(opened(1000 + i));
            }
            more.accept(journal.extents(0).getLast().segment());
        }
        directory.close();
        return directory.path();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
