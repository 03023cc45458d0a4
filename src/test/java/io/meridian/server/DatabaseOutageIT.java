package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testing.Await;
import io.meridian.testing.Link;
import io.meridian.testing.TestDatabase;
import io.meridian.testing.TestRedis;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** PostgreSQL goes away under a gateway that waits for connections as long as it does by default. */
class DatabaseOutageIT {
    private static final String READINESS = "/health/readiness";
    private static final String MODELS = "/v1/models";
    private static final Duration NOTICED = Duration.ofSeconds(3);
    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    private static final Duration LOOKED_UP = Duration.ofSeconds(4);

    private final TestDatabase database = new TestDatabase();

    /** How it goes away: refusing everybody, or saying nothing at all. */
    enum Loss {
        CUT,
        SILENCE;

        void happen(Link link) {
            if (this == CUT) {
                link.cut();
            } else {
                link.silence();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void readinessTellsWithoutWaitingForIt(Loss loss) {
        try (Link link = database.link();
                TestGateway gateway = start(link)) {
            Await.until("it is ready", () -> readiness(gateway) == 200);
            loss.happen(link);
            Await.until(NOTICED, "the loss is noticed", () -> readiness(gateway) == 503);
            assertThat(gateway.get(READINESS, TestGateway.MASTER_KEY).body()).contains("\"db\":\"disconnected\"");
            link.mend();
            Await.until("it is back", () -> readiness(gateway) == 200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesUnknownKeysSoonAndServesThoseItKnows(Loss loss) throws Exception {
        try (Link link = database.link();
                TestGateway gateway = start(link);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            ChangeLogProbe changes = new ChangeLogProbe(database, gateway);
            changes.awaitBelief();
            String seen = gateway.newKey("{}");
            List<String> unseen = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                unseen.add(gateway.newKey("{}"));
            }
            changes.awaitAll();
            assertThat(gateway.get(MODELS, seen).statusCode()).isEqualTo(200);
            loss.happen(link);
            List<Future<HttpResponse<String>>> refused = new ArrayList<>();
            long begin = System.nanoTime();
            unseen.forEach(key -> refused.add(clients.submit(() -> gateway.get(MODELS, key))));
            assertThat(gateway.get(MODELS, seen).statusCode()).isEqualTo(200);
            assertThat(since(begin)).isLessThan(AT_ONCE);
            for (Future<HttpResponse<String>> answer : refused) {
                assertThat(answer.get().statusCode()).isEqualTo(503);
                assertThat(answer.get().headers().firstValue("retry-after")).isPresent();
            }
            assertThat(since(begin)).isLessThan(LOOKED_UP);
            // by now it is known to be away, and nobody waits at all
            long later = System.nanoTime();
            assertThat(gateway.get(MODELS, unseen.getFirst()).statusCode()).isEqualTo(503);
            assertThat(since(later)).isLessThan(AT_ONCE);
            link.mend();
            Await.until(
                    "unknown keys are looked up again",
                    () -> gateway.get(MODELS, unseen.getFirst()).statusCode() == 200);
        }
    }

    @Test
    void aBudgetThatCannotBeReadHoldsUpNobodyElse() throws Exception {
        try (Link link = database.link();
                TestRedis redis = TestRedis.start();
                ChatStage stage = ChatStage.start(
                        ChatStage.MODEL,
                        Map.of(
                                "DATABASE_URL",
                                database.url(link),
                                "REDIS_URL",
                                redis.uri().toString()));
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            ChangeLogProbe changes = new ChangeLogProbe(database, stage.gateway());
            changes.awaitBelief();
            String seeded = stage.gateway().newKey("{\"max_budget\":10}");
            List<String> unseeded = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                unseeded.add(stage.gateway().newKey("{\"max_budget\":10}"));
            }
            changes.awaitAll();
            assertThat(status(stage, seeded)).isEqualTo(200);
            for (String key : unseeded) {
                // known, but its budget was never asked for
                assertThat(stage.gateway().get(MODELS, key).statusCode()).isEqualTo(200);
            }
            link.silence();
            List<Future<Integer>> waiting = new ArrayList<>();
            long begin = System.nanoTime();
            unseeded.forEach(key -> waiting.add(clients.submit(() -> status(stage, key))));
            for (int i = 0; i < 5; i++) {
                long own = System.nanoTime();
                assertThat(status(stage, seeded)).isEqualTo(200);
                assertThat(since(own)).isLessThan(AT_ONCE);
            }
            for (Future<Integer> status : waiting) {
                assertThat(status.get()).isEqualTo(503);
            }
            assertThat(since(begin)).isLessThan(LOOKED_UP);
        }
    }

    private TestGateway start(Link link) {
        return TestGateway.setup().with("DATABASE_URL", database.url(link)).start();
    }

    /** Every answer has to come at once. */
    private static int readiness(TestGateway gateway) {
        long begin = System.nanoTime();
        int status = gateway.get(READINESS, TestGateway.MASTER_KEY).statusCode();
        assertThat(since(begin)).isLessThan(AT_ONCE);
        return status;
    }

    private static int status(ChatStage stage, String key) {
        return stage.gateway().post("/v1/chat/completions", key, ChatStage.CHAT).statusCode();
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
