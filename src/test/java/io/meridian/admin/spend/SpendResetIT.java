package io.meridian.admin.spend;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.auth.KeyHash;
import io.meridian.server.TestGateway;
import io.meridian.testing.Await;
import io.meridian.testing.TestRedis;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** A reset of all spend: totals and live counters of everybody begin anew, whatever runs meanwhile. */
class SpendResetIT {
    private static final Map<String, String> REDIS =
            Map.of("REDIS_URL", TestRedis.shared().toString());

    private static SpendStage stage;
    private static SpendStage second;

    @BeforeAll
    static void start() {
        stage = SpendStage.start(REDIS);
        second = SpendStage.on(stage.url(), REDIS);
    }

    @AfterAll
    static void stop() {
        second.close();
        stage.close();
    }

    @Test
    void aSpentBudgetIsThereAgainOnEveryInstance() {
        String key = stage.gateway().newKey("{\"max_budget\":0.000001}");
        stage.awaitRow(stage.call(key));
        assertThat(stage.chat(key, "too-much").statusCode()).isEqualTo(422);
        assertThat(second.chat(key, "too-much-there").statusCode()).isEqualTo(422);
        assertThat(spend(key)).isPositive();
        reset();
        assertThat(spend(key)).isZero();
        assertThat(stage.chat(key, "once-more").statusCode()).isEqualTo(200);
        stage.awaitRow("once-more");
        assertThat(stage.chat(key, "too-much-again").statusCode()).isEqualTo(422);
        reset();
        Await.until(
                "the other instance follows", () -> second.chat(key, "there").statusCode() == 200);
        assertThat(stage.number("select count(*) from meridian.spend_log where spend_nano > 0 and api_key = '"
                        + KeyHash.of(key).hex() + "'"))
                .as("rows stay")
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    void aPeriodThatRunsIsResetToo() {
        String key = stage.gateway().newKey("{\"max_budget\":0.000001,\"budget_duration\":\"30d\"}");
        stage.awaitRow(stage.call(key));
        assertThat(stage.chat(key, "month-over").statusCode()).isEqualTo(422);
        reset();
        assertThat(stage.chat(key, "month-again").statusCode()).isEqualTo(200);
    }

    /** Every call is in one period: what the periods have together is what the rows have, to the nano-dollar. */
    @Test
    void callsThatRunDuringResetsAreCountedOnce() throws Exception {
        String key = stage.gateway().newKey("{\"max_budget\":1000}");
        String hash = KeyHash.of(key).hex();
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger made = new AtomicInteger();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (SpendStage where : List.of(stage, second, stage, second)) {
                running.add(callers.submit(() -> {
                    while (!enough.get()) {
                        where.call(key);
                        made.incrementAndGet();
                    }
                }));
            }
            for (int i = 0; i < 8; i++) {
                int before = made.get();
                Await.until("calls go on", () -> made.get() > before + 10);
                reset();
            }
            enough.set(true);
            for (Future<?> one : running) {
                one.get();
            }
        }
        Await.until(
                "all calls are rows",
                () -> stage.number("select count(*) from meridian.spend_log where api_key = '" + hash + "'")
                        == made.get());
        long rows = stage.number("select sum(spend_nano) from meridian.spend_log where api_key = '" + hash + "'");
        assertThat(stage.number("select sum(amount_nano) from meridian.spent where id = '" + hash + "'"))
                .isEqualTo(rows);
        assertThat(stage.number("select count(*) from meridian.spent where id = '" + hash + "'"))
                .as("a period for what was between two resets")
                .isGreaterThan(4);
        requireCountersEqualTotals(hash);
        // and what counts now is only what came after the last reset
        assertThat(spend(key).movePointRight(9).longValueExact()).isLessThan(rows);
    }

    /** A live counter of Redis, once nothing is reserved any more, is the total of its period. */
    private static void requireCountersEqualTotals(String hash) {
        try (Jedis redis = new Jedis(TestRedis.shared())) {
            var counters = redis.keys("limit:*:spent:*:api_key:" + hash);
            assertThat(counters).isNotEmpty();
            for (String counter : counters) {
                String start = counter.replaceFirst(".*:spent:(\\d+):.*", "$1");
                Await.until(
                        counter + " is settled",
                        () -> stage.number("select coalesce(sum(amount_nano), 0) from meridian.spent where id = '"
                                        + hash + "' and period_start = to_timestamp(" + start + ")")
                                == Long.parseLong(redis.get(counter)));
            }
        }
    }

    @Test
    void aTeamsSpentBudgetIsThereAgain() {
        stage.team("thrifty", "o");
        stage.execute("update meridian.team set max_budget = 0.000001 where team_id = 'thrifty'");
        String key = stage.gateway().newKey("{\"team_id\":\"thrifty\"}");
        stage.awaitRow(stage.call(key));
        assertThat(stage.chat(key, "team-too-much").statusCode()).isEqualTo(422);
        reset();
        assertThat(stage.chat(key, "team-again").statusCode()).isEqualTo(200);
        stage.awaitRow("team-again");
        assertThat(stage.chat(key, "team-too-much-again").statusCode()).isEqualTo(422);
    }

    /** What a desk does that resets one key to an amount: a new period, its first amount, and a word to everybody. */
    @Test
    void aTotalCanBeginWithAnAmount() {
        String key = stage.gateway().newKey("{\"max_budget\":0.000003}");
        String hash = KeyHash.of(key).hex();
        stage.awaitRow(stage.call(key));
        stage.execute("begin; update meridian.virtual_key set spend_reset_at = date_trunc('second', now()) + interval"
                + " '1 second' where token = '" + hash + "'; insert into meridian.spent select 'api_key', token,"
                + " spend_reset_at, 2000 from meridian.virtual_key where token = '" + hash + "'; insert into"
                + " meridian.change_log (seq, kind, id) values (nextval('meridian.change_log_seq'), 'key', '" + hash
                + "'); commit");
        Await.until("the key is looked up anew", () -> spend(key).compareTo(new BigDecimal("0.000002")) == 0);
        Await.until("everywhere", () -> {
            String id = second.call(key);
            second.awaitRow(id);
            return spend(key).compareTo(new BigDecimal("0.000002")) > 0;
        });
        assertThat(stage.chat(key, "beyond").statusCode()).isEqualTo(422);
    }

    @Test
    void theAuditLogSaysWhoDidIt() {
        String rows = "select count(*) from meridian.audit_log where object_id = '*'";
        long before = stage.number(rows);
        reset();
        assertThat(stage.number(rows)).isEqualTo(before + 2);
    }

    @Test
    void onlyTheMasterKeyMay() {
        String key = stage.gateway().newKey("{\"user_id\":\"somebody\"}");
        HttpResponse<String> answer = stage.gateway().post("/global/spend/reset", key, "");
        assertThat(answer.statusCode()).isEqualTo(401);
    }

    private static void reset() {
        HttpResponse<String> answer = stage.gateway().post("/global/spend/reset", SpendStage.MASTER, "");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(TestGateway.json(answer).path("message").textValue())
                .isEqualTo("Spend for all API Keys and Teams reset successfully");
    }

    private static BigDecimal spend(String key) {
        return stage.read("/key/info?key=" + key, SpendStage.MASTER)
                .path("info")
                .path("spend")
                .decimalValue();
    }
}
