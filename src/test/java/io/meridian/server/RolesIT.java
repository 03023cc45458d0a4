package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testing.TestPostgres;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a worker and a control plane refuse, and to whom they say why. */
class RolesIT {
    private static final String YAML = """
        model_list:
          - model_name: hello
            litellm_params: {model: mock/hello}
        """;
    private static final String CHAT = "{\"model\":\"hello\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String MANAGEMENT_OFF = "{\"detail\":\"Management routes are disabled for this instance.\"}";
    private static final String LLM_OFF = "{\"detail\":\"LLM API routes are disabled for this instance.\"}";
    private static final String BAD_KEY = "sk-nobody-has-this-key";

    private static TestGateway worker;
    private static TestGateway controlPlane;
    private static String key;

    @BeforeAll
    static void start() {
        String database = TestPostgres.newDatabase();
        controlPlane = TestGateway.setup()
                .yaml(YAML)
                .with("DATABASE_URL", database)
                .with("DISABLE_LLM_API_ENDPOINTS", "TRUE")
                .start();
        worker = TestGateway.setup()
                .yaml(YAML)
                .with("DATABASE_URL", database)
                .with("DISABLE_ADMIN_ENDPOINTS", "true")
                .with("DISABLE_ADMIN_UI", "true")
                .start();
        key = controlPlane.newKey("{}");
    }

    @AfterAll
    static void stop() {
        worker.close();
        controlPlane.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/key/info",
                "/key/list",
                "/user/info",
                "/team/info",
                "/v2/team/list",
                "/team/some-team",
                "/model/info",
                "/v1/model/info",
                "/model_group/info",
                "/jwt/key/mapping/list",
                "/gateway/daily/activity",
                "/spend/logs",
                "/spend/logs/v2",
                "/global/spend",
                "/global/spend/report",
                "/budget/list",
                "/organization/list",
                "/customer/list",
                "/end_user/list",
                "/tag/list",
                "/project/list",
                "/config/yaml",
                "/get/config/callbacks",
                "/credentials",
                "/guardrails/list",
                "/policies/list",
                "/prompts/list",
                "/invitation/info",
                "/cache/settings",
                "/audit",
                "/v1/mcp/server",
                "/v1/agents",
                "/v1/agents/x/make_public",
                "/access_group/list",
                "/router/settings",
                "/callbacks/list",
                "/provider/budgets"
            })
    void aWorkerRefusesAdministrationToEverybody(String path) {
        assertThat(worker.get(path, BAD_KEY).statusCode()).isEqualTo(401);
        assertRefused(worker.get(path, key), MANAGEMENT_OFF);
        assertRefused(worker.get(path, TestGateway.MASTER_KEY), MANAGEMENT_OFF);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/key/generate",
                "/key/update",
                "/key/delete",
                "/key/block",
                "/key/x/regenerate",
                "/key/service-account/generate",
                "/user/new",
                "/user/bulk_update",
                "/team/new",
                "/team/member_add",
                "/model/new",
                "/model/x/update",
                "/budget/new",
                "/organization/new",
                "/customer/new",
                "/config/update"
            })
    void aWorkerRefusesChanges(String path) {
        assertThat(worker.post(path, BAD_KEY, "{}").statusCode()).isEqualTo(401);
        assertRefused(worker.post(path, TestGateway.MASTER_KEY, "{}"), MANAGEMENT_OFF);
        assertRefused(worker.post(path, key, "not even json"), MANAGEMENT_OFF);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH", "DELETE", "HEAD"})
    void aWorkerRefusesEveryMethod(String method) {
        HttpResponse<String> answer = worker.send(worker.request("/model/x/update", key)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build());
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/chat/completions",
                "/chat/completions",
                "/v1/completions",
                "/v1/embeddings",
                "/embeddings",
                "/v1/images/generations",
                "/v1/audio/speech",
                "/v1/moderations",
                "/v1/rerank",
                "/v2/rerank",
                "/v1/responses",
                "/v1/batches",
                "/v1/files",
                "/v1/messages",
                "/v1/messages/count_tokens",
                "/v1beta/models/gemini-pro:generateContent",
                "/engines/hello/chat/completions",
                "/openai/deployments/hello/chat/completions",
                "/utils/token_counter",
                "/bedrock/model/x/invoke",
                "/vertex_ai/v1/projects/x",
                "/anthropic/v1/messages",
                "/mcp/tools",
                "/a2a/agent",
                "/v1/skills"
            })
    void aControlPlaneRefusesModelCallsToEverybody(String path) {
        assertThat(controlPlane.post(path, BAD_KEY, CHAT).statusCode()).isEqualTo(401);
        assertRefused(controlPlane.post(path, key, CHAT), LLM_OFF);
        assertRefused(controlPlane.post(path, TestGateway.MASTER_KEY, CHAT), LLM_OFF);
    }

    @Test
    void aWorkerCallsModelsAndAControlPlaneAdministers() {
        assertThat(worker.post("/v1/chat/completions", key, CHAT).statusCode()).isEqualTo(200);
        assertThat(controlPlane.get("/key/info", key).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/models", "/v1/models", "/v1/models/hello", "/models/hello"})
    void bothListModels(String path) {
        assertThat(worker.get(path, key).statusCode()).isEqualTo(200);
        assertThat(controlPlane.get(path, key).body()).contains("\"id\":\"hello\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health/liveliness",
                "/health/liveness",
                "/health/readiness",
                "/health/readiness/details",
                "/metrics"
            })
    void bothCanBeWatched(String path) {
        assertThat(worker.get(path, key).statusCode()).isEqualTo(200);
        assertThat(controlPlane.get(path, key).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ui", "/ui/", "/ui/login", "/ui/assets/app.js"})
    void aNoticeStandsWhereTheUserInterfaceIsOff(String path) {
        HttpResponse<String> notice = worker.get(path, BAD_KEY);
        assertThat(notice.statusCode()).isEqualTo(200);
        assertThat(notice.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
        assertThat(notice.body()).contains("The user interface is disabled");
        assertThat(controlPlane.get(path, BAD_KEY).body()).doesNotContain("The user interface is disabled");
    }

    private static void assertRefused(HttpResponse<String> answer, String body) {
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.body()).isEqualTo(body);
    }
}
