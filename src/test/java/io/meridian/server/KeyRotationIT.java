package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.auth.KeyHash;
import io.meridian.testing.Await;
import io.meridian.testing.FakeUpstreamBehaviour.StallBeforeFirstByte;
import io.meridian.testing.TestRedis;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that are replaced, and what of them survives: everything but what opens them. */
class KeyRotationIT {
    private static ChatStage stage;

    @BeforeAll
    static void start() {
        stage = ChatStage.start(
                ChatStage.MODEL, Map.of("REDIS_URL", TestRedis.shared().toString()));
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void aReplacedKeyIsWhatItWasAndItsOldSecretIsWorthNothing() {
        String old = newKey("{\"key_alias\": \"turning\", \"models\": [\"fast-chat\"], \"rpm_limit\": 50}");
        JsonNode made = regenerate(old, "{}");
        String now = made.path("key").textValue();
        assertThat(now).isNotEqualTo(old);
        assertThat(made.path("token").textValue()).isEqualTo(KeyHash.of(now).hex());
        assertThat(made.path("key_alias").textValue()).isEqualTo("turning");
        assertThat(made.path("rpm_limit").intValue()).isEqualTo(50);
        assertThat(made.path("rotation_count").intValue()).isEqualTo(1);
        assertThat(made.path("last_rotation_at").isTextual()).isTrue();
        assertThat(status(old)).isEqualTo(401);
        assertThat(status(now)).isEqualTo(200);
        assertThat(get("/key/list?status=deleted&key_hash=" + old)
                        .path("total_count")
                        .intValue())
                .isEqualTo(1);
        assertThat(stage.gateway()
                        .get("/key/info?key=" + old, TestGateway.MASTER_KEY)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void theOldSecretOpensUntilItsGraceEndsAndFollowsEveryChange() {
        String old = newKey("{\"user_id\": \"u\"}");
        String second =
                regenerate(old, "{\"grace_period\": \"1h\"}").path("key").textValue();
        assertThat(status(old)).isEqualTo(200);
        String third =
                regenerate(second, "{\"grace_period\": \"1h\"}").path("key").textValue();
        assertThat(status(old)).isEqualTo(200);
        assertThat(status(second)).isEqualTo(200);
        // whoever comes with it is the key that is
        HttpResponse<String> own = stage.gateway().get("/key/info", old);
        assertThat(TestGateway.json(own).path("key").textValue())
                .isEqualTo(KeyHash.of(third).hex());
        post("/key/block", "{\"key\": \"%s\"}".formatted(third));
        assertThat(status(old)).isEqualTo(401);
        post("/key/unblock", "{\"key\": \"%s\"}".formatted(third));
        assertThat(status(old)).isEqualTo(200);
        // nobody makes a key of its own of what leads to another
        assertThat(stage.gateway()
                        .post("/key/generate", TestGateway.MASTER_KEY, "{\"key\": \"%s\"}".formatted(second))
                        .statusCode())
                .isEqualTo(400);
        post("/key/delete", "{\"keys\": [\"%s\"]}".formatted(third));
        assertThat(status(old)).isEqualTo(401);
        assertThat(status(second)).isEqualTo(401);
    }

    @Test
    void graceEndsThoughTheKeyIsCached() {
        String old = newKey("{}");
        regenerate(old, "{\"grace_period\": \"2s\"}");
        assertThat(status(old)).isEqualTo(200);
        Await.until("grace has ended", () -> status(old) == 401);
    }

    @Test
    void limitsAndBudgetsDoNotBeginAnewWithTheSecret() {
        String old = newKey("{\"rpm_limit\": 3, \"max_budget\": 0.00004}");
        assertThat(chat(old).statusCode()).isEqualTo(200);
        String now = regenerate(old, "{}").path("key").textValue();
        assertThat(chat(now).statusCode()).isEqualTo(200);
        assertThat(chat(now).statusCode()).isEqualTo(422);
        post("/key/update", "{\"key\": \"%s\", \"max_budget\": 1}".formatted(now));
        assertThat(chat(now).statusCode()).isEqualTo(200);
        HttpResponse<String> limited = chat(now);
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(TestGateway.json(limited).at("/error/message").textValue())
                .contains(KeyHash.of(now).hex())
                .doesNotContain(KeyHash.of(old).hex());
        assertThat(get("/key/info?key=" + now).at("/info/spend").doubleValue()).isEqualTo(0.000075);
    }

    /** What was begun under the old secret is charged to the same account. */
    @Test
    void aCallThatRunsMeanwhileIsBookedOnTheKey() throws Exception {
        String old = newKey("{\"max_budget\": 0.00002}");
        stage.upstream().next(new StallBeforeFirstByte());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<HttpResponse<String>> running = threads.submit(() -> chat(old));
            Await.until("the call runs", () -> stage.upstream().stalled() == 1);
            String now = regenerate(old, "{}").path("key").textValue();
            // what it may cost is reserved, also for the new secret
            assertThat(chat(now).statusCode()).isEqualTo(422);
            stage.upstream().release();
            assertThat(running.get().statusCode()).isEqualTo(200);
            assertThat(get("/key/info?key=" + now).at("/info/spend").doubleValue())
                    .isEqualTo(0.000025);
            assertThat(chat(now).statusCode()).isEqualTo(422);
        }
    }

    @Test
    void aChosenSecretIsTakenOnce() {
        String key = newKey("{}");
        String taken = newKey("{}");
        assertThat(answer(key, "{\"new_key\": \"%s\"}".formatted(taken)).statusCode())
                .isEqualTo(400);
        assertThat(answer(key, "{\"new_key\": \"chosen\"}").statusCode()).isEqualTo(400);
        assertThat(regenerate(key, "{\"new_key\": \"sk-chosen-by-the-test\"}")
                        .path("key")
                        .textValue())
                .isEqualTo("sk-chosen-by-the-test");
        // its first secret would share its account
        assertThat(stage.gateway()
                        .post("/key/generate", TestGateway.MASTER_KEY, "{\"key\": \"%s\"}".formatted(key))
                        .statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"new_master_key\": \"sk-new\"}", "{\"grace_period\": \"soon\"}", "{\"max_budget\": -1}"})
    void whatCannotBeDoneChangesNothing(String body) {
        String key = newKey("{}");
        assertThat(answer(key, body).statusCode()).isEqualTo(400);
        assertThat(status(key)).isEqualTo(200);
    }

    @Test
    void anUnknownKeyIsNotFoundAndNamesNoSecret() {
        HttpResponse<String> answer = answer("sk-unknown-to-anybody", "{}");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("not found").doesNotContain("unknown-to");
        assertThat(stage.gateway()
                        .post("/key/sk-unknown/regenerate", TestGateway.MASTER_KEY, "{}")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void rotationIsDueAnIntervalAfterTheLast() {
        String key = newKey("{\"auto_rotate\": true, \"rotation_interval\": \"90d\"}");
        String due = get("/key/info?key=" + key).at("/info/key_rotation_at").textValue();
        assertThat(due).isNotNull();
        JsonNode made = regenerate(key, "{}");
        assertThat(made.path("key_rotation_at").textValue()).isGreaterThan(due);
        post(
                "/key/update",
                "{\"key\": \"%s\", \"auto_rotate\": false}"
                        .formatted(made.path("key").textValue()));
        assertThat(get("/key/info?key=" + made.path("key").textValue())
                        .at("/info/key_rotation_at")
                        .isNull())
                .isTrue();
    }

    @Test
    void spendIsResetToAnAmountThatCounts() {
        String key = newKey("{\"max_budget\": 0.00004}");
        assertThat(chat(key).statusCode()).isEqualTo(200);
        assertThat(chat(key).statusCode()).isEqualTo(200);
        assertThat(chat(key).statusCode()).isEqualTo(422);
        assertThat(reset(key, "{\"reset_to\": 1}").statusCode()).isEqualTo(400);
        assertThat(reset(key, "{\"reset_to\": 0.00005}").statusCode()).isEqualTo(400);
        assertThat(reset(key, "{\"reset_to\": -1}").statusCode()).isEqualTo(400);
        assertThat(reset(key, "{\"reset_to\": \"x\"}").statusCode()).isEqualTo(422);
        assertThat(reset(key, "{}").statusCode()).isEqualTo(422);
        JsonNode told = TestGateway.json(reset(key, "{\"reset_to\": 0.00002}"));
        assertThat(told.path("key_hash").textValue()).isEqualTo(KeyHash.of(key).hex());
        assertThat(told.path("spend").doubleValue()).isEqualTo(0.00002);
        assertThat(told.path("previous_spend").doubleValue()).isEqualTo(0.00005);
        assertThat(told.path("max_budget").doubleValue()).isEqualTo(0.00004);
        assertThat(chat(key).statusCode()).isEqualTo(200);
        assertThat(get("/key/info?key=" + key).at("/info/spend").doubleValue()).isEqualTo(0.000045);
        assertThat(chat(key).statusCode()).isEqualTo(422);
        post("/key/update", "{\"key\": \"%s\", \"spend\": 0}".formatted(key));
        assertThat(chat(key).statusCode()).isEqualTo(200);
    }

    private static String newKey(String fields) {
        return stage.gateway().newKey(fields);
    }

    private static JsonNode regenerate(String key, String fields) {
        HttpResponse<String> answer = answer(key, fields);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestGateway.json(answer);
    }

    private static HttpResponse<String> answer(String key, String fields) {
        String rest = fields.equals("{}") ? "}" : ", " + fields.substring(1);
        return stage.gateway()
                .post("/key/regenerate", TestGateway.MASTER_KEY, "{\"key\": \"%s\"".formatted(key) + rest);
    }

    private static HttpResponse<String> reset(String key, String body) {
        return stage.gateway().post("/key/" + KeyHash.of(key).hex() + "/reset_spend", TestGateway.MASTER_KEY, body);
    }

    private static void post(String path, String body) {
        HttpResponse<String> answer = stage.gateway().post(path, TestGateway.MASTER_KEY, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static JsonNode get(String path) {
        return TestGateway.json(stage.gateway().get(path, TestGateway.MASTER_KEY));
    }

    private static int status(String key) {
        return stage.gateway().get("/v1/models", key).statusCode();
    }

    private static HttpResponse<String> chat(String key) {
        return stage.chat(key, "rotation", ChatStage.CHAT);
    }
}
