package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.auth.KeyHash;
import io.meridian.store.Migrations;
import io.meridian.testing.Await;
import io.meridian.testing.TestDatabase;
import io.meridian.testing.TestRedis;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a key is bound to beside its own columns: a tier, windows, models, a raise, and demands on bodies. */
class KeyLimitsIT {
    private static final String MODELS = ChatStage.MODEL + """
          - model_name: other-chat
            litellm_params: {model: openai/other, api_base: UPSTREAM/v1, api_key: k, input_cost_per_token: 0.000001,
              output_cost_per_token: 0.000002}
        router_settings: {model_group_alias: {nick: fast-chat}}
        """;

    private static ChatStage stage;

    @BeforeAll
    static void start() throws SQLException {
        TestDatabase database = new TestDatabase();
        Migrations.migrate(database.settings("meridian"));
        try (Connection connection = DriverManager.getConnection(
                        database.jdbcUrl() + "?currentSchema=meridian",
                        database.settings("meridian").user(),
                        database.settings("meridian").password().reveal());
                Statement statement = connection.createStatement()) {
            statement.execute("insert into budget (budget_id, max_budget, rpm_limit, budget_duration, created_at,"
                    + " updated_at) values ('small', 0.00004, null, '30d', now(), now()),"
                    + " ('slow', null, 1, '1d', now(), now())");
            statement.execute("insert into team (team_id, created_at, updated_at) values ('t', now(), now())");
        }
        stage = ChatStage.start(
                MODELS, Map.of("REDIS_URL", TestRedis.shared().toString(), "DATABASE_URL", database.url()));
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void aTierStandsInForWhatTheKeyLacks() {
        String key = newKey("{\"budget_id\": \"small\"}");
        assertThat(chat(key).headers().firstValue("x-litellm-key-max-budget")).contains("0.00004");
        assertThat(chat(key).statusCode()).isEqualTo(200);
        assertThat(chat(key).statusCode()).isEqualTo(422);
        JsonNode info = info(key);
        assertThat(info.path("spend").doubleValue()).isEqualTo(0.00005);
        assertThat(info.path("budget_reset_at").isTextual()).isTrue();
        assertThat(info.at("/litellm_budget_table/max_budget").doubleValue()).isEqualTo(0.00004);
        // what is set on the key comes before it, and runs in the tier's period
        update(key, "\"max_budget\": 1");
        assertThat(chat(key).statusCode()).isEqualTo(200);
        String slow = newKey("{\"budget_id\": \"slow\", \"max_budget\": 0.00002}");
        assertThat(chat(slow).statusCode()).isEqualTo(200);
        update(slow, "\"rpm_limit\": 9");
        assertThat(chat(slow).statusCode()).isEqualTo(422);
        assertThat(info(slow).path("budget_reset_at").isTextual()).isTrue();
    }

    @Test
    void aRaiseCountsWhileItLasts() {
        String key = newKey("{\"max_budget\": 0.00002}");
        assertThat(chat(key).statusCode()).isEqualTo(200);
        assertThat(chat(key).statusCode()).isEqualTo(422);
        update(key, "\"temp_budget_increase\": 0.00002, \"temp_budget_expiry\": \"1d\"");
        HttpResponse<String> raised = chat(key);
        assertThat(raised.statusCode()).isEqualTo(200);
        assertThat(raised.headers().firstValue("x-litellm-key-max-budget")).contains("0.00004");
        assertThat(chat(key).statusCode()).isEqualTo(422);
        update(key, "\"temp_budget_increase\": 1, \"temp_budget_expiry\": \"2020-01-01\"");
        assertThat(chat(key).statusCode()).isEqualTo(422);
        assertThat(post("/key/update", "{\"key\": \"%s\", \"temp_budget_increase\": 1}".formatted(key))
                        .statusCode())
                .isEqualTo(400);
        assertThat(info(key).path("max_budget").doubleValue()).isEqualTo(0.00002);
    }

    @Test
    void everyWindowIsABudgetOfItsOwn() {
        String key = newKey("{\"max_budget\": 1, \"budget_limits\": [{\"budget_duration\": \"1d\", \"max_budget\": 1},"
                + " {\"budget_duration\": \"30d\", \"max_budget\": 0.00002}]}");
        assertThat(chat(key).statusCode()).isEqualTo(200);
        HttpResponse<String> answer = chat(key);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(TestGateway.json(answer).at("/error/message").textValue())
                .startsWith("ExceededBudget: Key over 30d budget. Spend=0.000025, Budget=0.00002");
        Await.until("windows are booked", () -> stage.spentNano(KeyHash.of(key).hex() + ":30d") == 25_000);
        assertThat(stage.spentNano(KeyHash.of(key).hex() + ":1d")).isEqualTo(25_000);
        assertThat(stage.spentNano(KeyHash.of(key).hex())).isEqualTo(25_000);
        update(key, "\"budget_limits\": null");
        assertThat(chat(key).statusCode()).isEqualTo(200);
    }

    @Test
    void aModelHasABudgetAndRatesOfItsOwnByWhateverNameItIsCalled() {
        String key = newKey("{\"model_max_budget\": {\"fast-chat\": {\"budget_limit\": 0.00002, \"time_period\":"
                + " \"1d\"}}, \"model_rpm_limit\": {\"other-*\": 1}, \"aliases\": {\"mine\": \"fast-chat\"}}");
        assertThat(named(key, "nick").statusCode()).isEqualTo(200);
        for (String name : new String[] {"fast-chat", "nick", "mine"}) {
            HttpResponse<String> spent = named(key, name);
            assertThat(spent.statusCode()).as(name).isEqualTo(422);
            assertThat(TestGateway.json(spent).at("/error/message").textValue())
                    .startsWith("LiteLLM Virtual Key: " + KeyHash.of(key) + ", key_alias: null, exceeded budget for"
                            + " model=fast-chat.");
        }
        assertThat(named(key, "other-chat").statusCode()).isEqualTo(200);
        assertThat(named(key, "other-chat").statusCode()).isEqualTo(429);
        Await.until(
                "the model's budget is booked",
                () -> stage.spentNano(KeyHash.of(key).hex() + ":fast-chat") == 25_000);
        assertThat(stage.spentNano(KeyHash.of(key).hex() + ":other-*")).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model_rpm_limit|{\"a\": \"x\"}|422",
                "model_rpm_limit|{\"a\": -1}|400",
                "model_tpm_limit|[1]|422",
                "metadata|{\"model_rpm_limit\": {\"a\": \"x\"}}|422",
                "model_max_budget|{\"a\": {}}|422",
                "model_max_budget|{\"a\": {\"budget_limit\": -1}}|400",
                "model_max_budget|{\"a\": {\"budget_limit\": 1, \"time_period\": \"soon\"}}|400",
                "budget_limits|{}|422",
                "budget_limits|[{\"max_budget\": 1}]|422",
                "budget_limits|[{\"max_budget\": 1, \"budget_duration\": \"1d\"}, {\"max_budget\": 2,"
                        + " \"budget_duration\": \"1d\"}]|400",
                "enforced_params|[1]|422",
                "temp_budget_expiry|\"1d\"|400",
                "temp_budget_increase|\"x\"|422"
            })
    void aRuleThatCouldNotBeEnforcedIsRefused(String field, String value, int status) {
        HttpResponse<String> answer = post("/key/generate", "{\"%s\": %s}".formatted(field, value));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    @Test
    void callsHaveToCarryWhatTheKeyDemands() {
        String key = newKey("{\"enforced_params\": [\"user\", \"metadata.job\"]}");
        assertThat(chat(key).statusCode()).isEqualTo(400);
        String body = ChatStage.CHAT.substring(0, ChatStage.CHAT.length() - 1);
        assertThat(stage.chat(key, "d", body + ",\"user\":\"u\",\"metadata\":{}}")
                        .statusCode())
                .isEqualTo(400);
        HttpResponse<String> missing = stage.chat(key, "d", body + ",\"metadata\":{\"job\":\"j\"}}");
        assertThat(TestGateway.json(missing).at("/error/param").textValue()).isEqualTo("user");
        assertThat(stage.chat(key, "d", body + ",\"user\":\"u\",\"metadata\":{\"job\":\"j\"}}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void cacheControlsHaveToBeAllowed() {
        String key = newKey("{\"allowed_cache_controls\": [\"ttl\"]}");
        String body = ChatStage.CHAT.substring(0, ChatStage.CHAT.length() - 1);
        assertThat(stage.chat(key, "c", body + ",\"cache\":{\"ttl\":1}}").statusCode())
                .isEqualTo(200);
        assertThat(stage.chat(key, "c", body + ",\"cache\":{\"no-cache\":true}}")
                        .statusCode())
                .isEqualTo(403);
    }

    /** The counter in Redis outlives a budget that is taken away, and did not see what was spent meanwhile. */
    @Test
    void aBudgetThatIsSetAnewKnowsWhatWasSpentWithoutIt() {
        String key = newKey("{\"max_budget\": 0.00004}");
        assertThat(chat(key).statusCode()).isEqualTo(200);
        update(key, "\"max_budget\": null");
        assertThat(chat(key).statusCode()).isEqualTo(200);
        update(key, "\"max_budget\": 0.00004");
        assertThat(chat(key).statusCode()).isEqualTo(422);
        // and so does one that is counted elsewhere in between, with the counters of a team
        String moving = newKey("{\"max_budget\": 0.00004}");
        assertThat(chat(moving).statusCode()).isEqualTo(200);
        update(moving, "\"team_id\": \"t\"");
        assertThat(chat(moving).statusCode()).isEqualTo(200);
        update(moving, "\"team_id\": null");
        assertThat(chat(moving).statusCode()).isEqualTo(422);
    }

    private static String newKey(String fields) {
        return stage.gateway().newKey(fields);
    }

    private static void update(String key, String fields) {
        HttpResponse<String> answer = post("/key/update", "{\"key\": \"%s\", %s}".formatted(key, fields));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static HttpResponse<String> post(String path, String body) {
        return stage.gateway().post(path, TestGateway.MASTER_KEY, body);
    }

    private static JsonNode info(String key) {
        return TestGateway.json(stage.gateway().get("/key/info?key=" + key, TestGateway.MASTER_KEY))
                .path("info");
    }

    private static HttpResponse<String> chat(String key) {
        return stage.chat(key, "limits", ChatStage.CHAT);
    }

    private static HttpResponse<String> named(String key, String model) {
        return stage.chat(key, "limits", ChatStage.CHAT.replace("fast-chat", model));
    }
}
