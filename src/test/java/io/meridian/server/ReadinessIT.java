package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.testing.Await;
import io.meridian.testing.Link;
import io.meridian.testing.TestDatabase;
import io.meridian.testing.TestRedis;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What load balancers and operators are told while a store is away. */
class ReadinessIT {
    private static final String DISCONNECTED = "{\"status\":\"healthy\",\"db\":\"disconnected\"}";
    private static final String CONNECTED = "{\"status\":\"healthy\",\"db\":\"connected\"}";

    @Test
    void wantsNoTrafficWhilePostgresIsAwayAndTakesItWhenItIsBack() {
        TestDatabase database = new TestDatabase();
        try (Link link = database.link();
                ChatStage stage = ChatStage.start(ChatStage.MODEL, Map.of("DATABASE_URL", database.url(link)))) {
            awaitReadiness(stage, 200);
            assertThat(get(stage, "/health/readiness").body()).isEqualTo(CONNECTED);
            Instant before = Instant.now();
            link.cut();
            awaitReadiness(stage, 503);
            assertThat(get(stage, "/health/readiness").body()).isEqualTo(DISCONNECTED);
            assertThat(get(stage, "/health/liveliness").statusCode()).isEqualTo(200);
            HttpResponse<String> details = get(stage, "/health/readiness/details");
            assertThat(details.statusCode()).isEqualTo(503);
            JsonNode missing = TestGateway.json(details).path("missing");
            assertThat(missing).hasSize(1);
            assertThat(missing.path(0).path("name").textValue()).isEqualTo("database");
            assertThat(Instant.parse(missing.path(0).path("since").textValue())).isAfterOrEqualTo(before);
            link.mend();
            awaitReadiness(stage, 200);
            assertThat(TestGateway.json(get(stage, "/health/readiness/details")).path("missing"))
                    .isEmpty();
        }
    }

    @Test
    void livesWithoutPostgresAtStartAndIsReadyWhenItComes() {
        TestDatabase database = new TestDatabase();
        try (Link link = database.link()) {
            link.cut();
            try (ChatStage stage = ChatStage.start(ChatStage.MODEL, Map.of("DATABASE_URL", database.url(link)))) {
                assertThat(get(stage, "/health/liveliness").statusCode()).isEqualTo(200);
                assertThat(get(stage, "/health/readiness").body()).isEqualTo(DISCONNECTED);
                assertThat(stage.chat(TestGateway.MASTER_KEY, "early", ChatStage.CHAT)
                                .statusCode())
                        .isEqualTo(200);
                link.mend();
                awaitReadiness(stage, 200);
            }
        }
    }

    @Test
    void takesTrafficWhileOnlyRedisIsAway() {
        TestRedis redis = TestRedis.start();
        try (ChatStage stage =
                ChatStage.start(ChatStage.MODEL, Map.of("REDIS_URL", redis.uri().toString()))) {
            String key = stage.gateway().newKey("{\"rpm_limit\":1000}");
            assertThat(stage.chat(key, "with", ChatStage.CHAT).statusCode()).isEqualTo(200);
            redis.close();
            Await.until("Redis is missed", () -> {
                stage.chat(key, "without", ChatStage.CHAT);
                return !missing(stage).isEmpty();
            });
            assertThat(missing(stage).path(0).path("name").textValue()).isEqualTo("redis");
            assertThat(missing(stage).path(0).has("since")).isTrue();
            assertThat(get(stage, "/health/readiness/details").statusCode()).isEqualTo(200);
            assertThat(get(stage, "/health/readiness").statusCode()).isEqualTo(200);
            assertThat(get(stage, "/health/readiness").body()).isEqualTo(CONNECTED);
        }
    }

    private static JsonNode missing(ChatStage stage) {
        return TestGateway.json(get(stage, "/health/readiness/details")).path("missing");
    }

    private static void awaitReadiness(ChatStage stage, int status) {
        Await.until(
                "readiness is " + status, () -> get(stage, "/health/readiness").statusCode() == status);
    }

    private static HttpResponse<String> get(ChatStage stage, String path) {
        return stage.gateway().get(path, TestGateway.MASTER_KEY);
    }
}
