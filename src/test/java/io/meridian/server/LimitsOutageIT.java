package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testing.Await;
import io.meridian.testing.TestPostgres;
import io.meridian.testing.TestRedis;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Limits between instances, while Redis is slow or gone, and where there is none. */
class LimitsOutageIT {
    @Test
    void sharesALimitBetweenInstances() {
        String database = TestPostgres.newDatabase();
        Map<String, String> environment =
                Map.of("DATABASE_URL", database, "REDIS_URL", TestRedis.shared().toString());
        try (ChatStage one = ChatStage.start(ChatStage.MODEL, environment);
                ChatStage two = ChatStage.start(ChatStage.MODEL, environment)) {
            String key = one.gateway().newKey("{\"rpm_limit\":4}");
            for (int i = 0; i < 2; i++) {
                assertThat(status(one, key)).isEqualTo(200);
                assertThat(status(two, key)).isEqualTo(200);
            }
            assertThat(status(one, key)).isEqualTo(429);
            assertThat(status(two, key)).isEqualTo(429);
        }
    }

    @Test
    void slowsNoRequestForLongWhileRedisHangs() {
        try (TestRedis redis = TestRedis.start();
                ChatStage stage = ChatStage.start(
                        ChatStage.MODEL, Map.of("REDIS_URL", redis.uri().toString()))) {
            String key = stage.gateway().newKey("{\"rpm_limit\":1000,\"max_budget\":10}");
            for (int i = 0; i < 30; i++) {
                assertThat(status(stage, key)).isEqualTo(200);
            }
            redis.pause();
            try {
                for (int i = 0; i < 20; i++) {
                    double overhead = Double.parseDouble(stage.chat(key, "paused-" + i, ChatStage.CHAT)
                            .headers()
                            .firstValue("x-litellm-overhead-duration-ms")
                            .orElseThrow());
                    assertThat(overhead).isLessThan(100);
                }
            } finally {
                redis.resume();
            }
        }
    }

    @Test
    void keepsASliceOfEachLimitWhileRedisIsGone() {
        String database = TestPostgres.newDatabase();
        TestRedis redis = TestRedis.start();
        Map<String, String> environment =
                Map.of("DATABASE_URL", database, "REDIS_URL", redis.uri().toString());
        try (ChatStage one = ChatStage.start(ChatStage.MODEL, environment);
                ChatStage two = ChatStage.start(ChatStage.MODEL, environment)) {
            String probe = one.gateway().newKey("{\"rpm_limit\":1000}");
            assertThat(status(two, probe)).isEqualTo(200);
            redis.close();
            // the first instance has to have seen the second, which it does with its next heartbeat
            Await.until("a fresh key gets half of its limit on the first instance", () -> {
                String key = one.gateway().newKey("{\"rpm_limit\":4}");
                return admitted(one, key, 6) == 2;
            });
            String key = one.gateway().newKey("{\"rpm_limit\":4}");
            assertThat(admitted(one, key, 6) + admitted(two, key, 6)).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void limitsByItselfWhereThereIsNoRedis() {
        try (ChatStage stage = ChatStage.start(ChatStage.MODEL, Map.of())) {
            String key = stage.gateway().newKey("{\"rpm_limit\":3}");
            assertThat(admitted(stage, key, 6)).isEqualTo(3);
            String poor = stage.gateway().newKey("{\"max_budget\":0.00004}");
            assertThat(admitted(stage, poor, 6)).isEqualTo(2);
        }
    }

    @Test
    void remembersAcrossARestartWhatWasSpent() {
        String database = TestPostgres.newDatabase();
        String key;
        try (ChatStage before = ChatStage.start(ChatStage.MODEL, Map.of("DATABASE_URL", database))) {
            key = before.gateway().newKey("{\"max_budget\":0.00004}");
            assertThat(admitted(before, key, 2)).isEqualTo(2);
        }
        try (ChatStage after = ChatStage.start(ChatStage.MODEL, Map.of("DATABASE_URL", database))) {
            assertThat(status(after, key)).isEqualTo(422);
        }
    }

    private static int admitted(ChatStage stage, String key, int calls) {
        int admitted = 0;
        for (int i = 0; i < calls; i++) {
            if (status(stage, key) == 200) {
                admitted++;
            }
        }
        return admitted;
    }

    private static int status(ChatStage stage, String key) {
        return stage.gateway().post("/v1/chat/completions", key, ChatStage.CHAT).statusCode();
    }
}
