package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.auth.KeyHash;
import io.meridian.testing.Await;
import io.meridian.testing.FakeUpstream;
import io.meridian.testing.FakeUpstreamBehaviour.Status;
import io.meridian.testing.TestPostgres;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings whose effect shows only from one end of the gateway to the other. */
class SettingsIT {
    private static final String POLICY = """
        litellm_settings:
          default_key_generate_params: {rpm_limit: 7, models: [fast-chat], metadata: {made: here}, user_id: somebody}
          upperbound_key_generate_params: {max_budget: 10, tpm_limit: 100, duration: 30d}
        """;

    @Test
    void findsKeyAndAddressOfAProviderInTheEnvironment() {
        try (FakeUpstream upstream = FakeUpstream.start();
                TestGateway gateway = TestGateway.setup()
                        .yaml("model_list: [{model_name: fast-chat, litellm_params: {model: groq/llama}}]")
                        .with("GROQ_API_KEY", "sk-of-groq")
                        .with("GROQ_API_BASE", upstream.uri() + "/openai/v1")
                        .start()) {
            assertThat(gateway.post("/v1/chat/completions", TestGateway.MASTER_KEY, ChatStage.CHAT)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(upstream.lastRequest().target()).isEqualTo("/openai/v1/chat/completions");
            assertThat(upstream.lastRequest().header("authorization")).contains("Bearer sk-of-groq");
        }
    }

    @Test
    void leavesOutRowsButNotTotals() {
        try (ChatStage stage =
                ChatStage.start(ChatStage.MODEL + "general_settings: {disable_spend_logs: true}", Map.of())) {
            String key = stage.gateway().newKey("{}");
            String hash = KeyHash.of(key).hex();
            stage.chat(key, "unwritten", ChatStage.CHAT);
            Await.until("the total has the call", () -> stage.spentNano(hash) > 0);
            assertThat(stage.rowsNow("unwritten")).isEmpty();
        }
    }

    @Test
    void leavesOutRowsOfFailuresAlone() {
        try (ChatStage stage =
                ChatStage.start(ChatStage.MODEL + "general_settings: {disable_error_logs: true}", Map.of())) {
            String key = stage.gateway().newKey("{}");
            stage.upstream().next(Status.error(500, "broken"));
            stage.chat(key, "failed", ChatStage.CHAT);
            stage.chat(key, "served", ChatStage.CHAT);
            stage.row("served");
            assertThat(stage.rowsNow("failed")).isEmpty();
            assertThat(stage.rowCount(KeyHash.of(key).hex())).isEqualTo(1);
        }
    }

    @Test
    void dropsWhatADeploymentDoesNotWant() {
        String yaml = ChatStage.MODEL.replace(
                "api_key: sk-of-the-provider", "additional_drop_params: [top_k, seed]\n      temperature: 0.5");
        try (ChatStage stage = ChatStage.start(yaml, Map.of())) {
            String body = ChatStage.CHAT.replace("{\"model\"", "{\"top_k\":4,\"seed\":1,\"n\":1,\"model\"");
            assertThat(stage.chat(TestGateway.MASTER_KEY, "dropped", body).statusCode())
                    .isEqualTo(200);
            JsonNode sent = stage.upstream().lastRequest().json();
            assertThat(sent.has("top_k") || sent.has("seed")).isFalse();
            assertThat(sent.path("n").intValue()).isEqualTo(1);
            assertThat(sent.path("temperature").doubleValue()).isEqualTo(0.5);
        }
    }

    @Test
    void modelListsTellWhatTheDeploymentsSay() {
        String yaml = """
            model_list:
              - {model_name: known, litellm_params: {model: mock/a}, model_info: {mode: chat, max_input_tokens: 9000}}
              - {model_name: known, litellm_params: {model: mock/b}, model_info: {max_tokens: 7, max_input_tokens: 800}}
              - {model_name: plain, litellm_params: {model: mock/c}}
            """;
        try (TestGateway gateway = TestGateway.setup().yaml(yaml).start()) {
            JsonNode known = TestGateway.json(gateway.get("/v1/models/known", TestGateway.MASTER_KEY));
            assertThat(known.path("mode").textValue()).isEqualTo("chat");
            assertThat(known.path("max_input_tokens").intValue()).isEqualTo(800);
            assertThat(known.path("max_output_tokens").intValue()).isEqualTo(7);
            JsonNode list = TestGateway.json(gateway.get("/v1/models", TestGateway.MASTER_KEY));
            assertThat(list.at("/data/0")).isEqualTo(known);
            assertThat(list.at("/data/1")).hasSize(4);
        }
    }

    @Test
    void fillsNewKeysAsConfigured() {
        try (TestGateway gateway = keys()) {
            JsonNode made = made(gateway, "{\"max_budget\": null, \"tpm_limit\": 50, \"models\": []}");
            assertThat(made.path("rpm_limit").intValue()).isEqualTo(7);
            assertThat(made.path("models").path(0).textValue()).isEqualTo("fast-chat");
            assertThat(made.at("/metadata/made").textValue()).isEqualTo("here");
            assertThat(made.path("user_id").textValue()).isEqualTo("somebody");
            assertThat(made.path("max_budget").doubleValue()).isEqualTo(10);
            assertThat(made.path("tpm_limit").intValue()).isEqualTo(50);
            assertThat(made.path("expires").isNull()).isFalse();
            JsonNode own = made(gateway, "{\"rpm_limit\": 3, \"user_id\": \"me\", \"models\": [\"other\"]}");
            assertThat(own.path("rpm_limit").intValue()).isEqualTo(3);
            assertThat(own.path("user_id").textValue()).isEqualTo("me");
            assertThat(own.path("models").path(0).textValue()).isEqualTo("other");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        /key/generate | "max_budget": 10.5   | max_budget TOO MUCH user_value=10.5; max_value=10
        /key/generate | "tpm_limit": 101     | tpm_limit TOO MUCH user_value=101; max_value=100
        /key/generate | "duration": "721h"   | duration TOO MUCH user_value=721h; max_value=30d
        /key/generate | "duration": "-1"     | duration TOO MUCH user_value=-1; max_value=30d
        /key/update   | "max_budget": 11     | max_budget TOO MUCH user_value=11; max_value=10
        /key/update   | "max_budget": null   | max_budget TOO MUCH user_value=None; max_value=10
        """)
    void refusesKeysBeyondTheConfiguredBounds(String path, String field, String refusal) {
        String message = refusal.replace("TOO MUCH", "is over max limit set in config -");
        try (TestGateway gateway = keys()) {
            String key = gateway.newKey("{\"max_budget\": 10, \"duration\": \"720h\"}");
            String named = path.endsWith("update") ? "\"key\": \"" + key + "\"," : "";
            HttpResponse<String> answer = gateway.post(path, TestGateway.MASTER_KEY, "{" + named + field + "}");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(TestGateway.json(answer).at("/error/message").textValue())
                    .isEqualTo(message);
            assertThat(gateway.post(
                                    "/key/update",
                                    TestGateway.MASTER_KEY,
                                    "{\"key\": \"" + key + "\", \"key_alias\": \"a\"}")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static TestGateway keys() {
        return TestGateway.setup()
                .yaml(POLICY)
                .with("DATABASE_URL", TestPostgres.newDatabase())
                .start();
    }

    private static JsonNode made(TestGateway gateway, String fields) {
        HttpResponse<String> answer = gateway.post("/key/generate", TestGateway.MASTER_KEY, fields);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestGateway.json(answer);
    }
}
