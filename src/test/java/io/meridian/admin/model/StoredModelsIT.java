package io.meridian.admin.model;

import static io.meridian.admin.model.ModelStage.MASTER;
import static io.meridian.server.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.server.TestGateway;
import io.meridian.testing.TestPostgres;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Deployments as administrators make, change and end them by curl. */
class StoredModelsIT {
    private static final ModelStage STAGE = new ModelStage();
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = STAGE.start();
    }

    @AfterAll
    static void stop() {
        STAGE.close();
    }

    @Test
    void aNewModelServesAtOnceWithItsKey() {
        JsonNode row =
                STAGE.make(gateway, STAGE.model("born", "born-1", ",\"api_key\":\"sk-born-secret-1\",\"rpm\":10"));
        assertThat(row.path("model_id").textValue()).isEqualTo("born-1");
        assertThat(row.path("model_name").textValue()).isEqualTo("born");
        assertThat(row.path("model_info").path("db_model").booleanValue()).isTrue();
        assertThat(row.path("litellm_params").path("api_key").textValue()).isEqualTo("sk-b****");
        assertThat(row.path("litellm_params").path("rpm").intValue()).isEqualTo(10);
        assertThat(row.path("created_by").textValue()).isEqualTo("default_user_id");
        assertThat(row.path("created_at").textValue()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");

        assertThat(STAGE.status(gateway, MASTER, "born")).isEqualTo(200);
        assertThat(STAGE.upstream().lastRequest().model()).isEqualTo("born-inner");
        assertThat(STAGE.upstream().lastRequest().header("authorization")).contains("Bearer sk-born-secret-1");
        assertThat(gateway.get("/v1/models", MASTER).body()).contains("\"born\"", "\"of-file\"");
    }

    @Test
    void anIdIsDrawnWhereNoneIsGiven() {
        JsonNode row = STAGE.make(
                gateway, "{\"model_name\":\"drawn\",\"litellm_params\":{\"model\":\"mock/x\",\"api_key\":null}}");
        assertThat(row.path("model_id").textValue()).matches("[0-9a-f-]{36}");
        assertThat(row.path("litellm_params").has("api_key")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {} | 422 | model_name
        {"model_name":"x"} | 422 | litellm_params
        {"model_name":1,"litellm_params":{}} | 422 | model_name
        {"model_name":" ","litellm_params":{"model":"mock/x"}} | 422 | model_name
        {"model_name":"x","litellm_params":[]} | 422 | litellm_params
        MORE "model_info":7 | 422 | model_info
        PARAMS {"model":"mock/\\u0000"} | 422 | litellm_params
        MORE "blocked":"no" | 422 | blocked
        MORE "model_info":{"team_id":5} | 422 | team_id
        PARAMS {} | 400 | litellm_params.model: is missing
        PARAMS {"model":"mock/x","rpm":"many"} | 400 | litellm_params.rpm
        PARAMS {"model":"nobody/x","custom_llm_provider":"nobody"} | 400 | api_base
        PARAMS {"model":"openai/x","api_base":"ftp://x"} | 400 | api_base
        PARAMS {"model":"openai/x","api_base":"http://x/?a=b"} | 400 | query
        PARAMS {"model":"openai/x","api_base":"http://x:99999"} | 400 | port
        PARAMS {"model":"openai/x","api_key":"a\\nb"} | 400 | character not allowed
        PARAMS {"model":"openai/x","litellm_credential_name":"none"} | 400 | credential
        PARAMS {"model":"openai/x","max_parallel_requests":1} | 400 | restricts
        PARAMS {"model":"openai/x","api_key":"os.environ/NOT_SET"} | 400 | NOT_SET
        PARAMS {"model":"openai/x","api_key":"os.environ/DATABASE_URL"} | 400 | not
        PARAMS {"model":"openai/x","api_key":"os.environ/LITELLM_MASTER_KEY"} | 400 | not
        MORE "model_info":{"id":"file-1"} | 409 | already
        [] | 400 | expected an object
        """)
    void refusesWhatCouldNotBeCalled(String written, int status, String words) {
        String body = written.startsWith("PARAMS ")
                ? "{\"model_name\":\"x\",\"litellm_params\":" + written.substring(7) + "}"
                : written.replaceFirst(
                        "^MORE (.*)", "{\"model_name\":\"x\",\"litellm_params\":{\"model\":\"mock/x\"},$1}");
        HttpResponse<String> refused = gateway.post("/model/new", MASTER, body);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        assertThat(refused.body()).contains(words);
        assertThat(gateway.get("/model/info", MASTER).body()).doesNotContain("\"model_name\":\"x\"");
    }

    @Test
    void refusesAModelBeyondAllSizes() {
        String large = "{\"model_name\":\"x\",\"litellm_params\":{\"model\":\"mock/x\",\"stop\":\"%s\"}}"
                .formatted("x".repeat(300_000));
        assertThat(gateway.post("/model/new", MASTER, large).statusCode()).isEqualTo(422);
    }

    @Test
    void anIdIsTakenOnce() {
        STAGE.make(gateway, STAGE.model("twice", "twice-1", ""));
        HttpResponse<String> again = gateway.post("/model/new", MASTER, STAGE.model("twice", "twice-1", ""));
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(again.body()).contains("already exists");
    }

    @ParameterizedTest
    @CsvSource({"POST,/model/update", "PATCH,/model/changed-ID/update"})
    void aChangeIsMergedAndNullTakesAway(String method, String path) {
        String id = "changed-" + method;
        STAGE.make(gateway, STAGE.model("changed", id, ",\"api_key\":\"sk-first-secret-1\",\"rpm\":10,\"tpm\":20"));
        String body = """
            {"model_name":"renamed-%s","litellm_params":{"api_key":"sk-second-secret","rpm":null},
             "model_info":{"id":"%s","mode":"chat","note":"n"}}\
            """.formatted(method, id);
        HttpResponse<String> changed = gateway.call(method, path.replace("ID", method), MASTER, body);
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        JsonNode params = json(changed).path("litellm_params");
        assertThat(params.has("rpm")).isFalse();
        assertThat(params.path("tpm").intValue()).isEqualTo(20);
        assertThat(json(changed).path("model_info").path("note").textValue()).isEqualTo("n");
        assertThat(STAGE.status(gateway, MASTER, "renamed-" + method)).isEqualTo(200);
        assertThat(STAGE.upstream().lastRequest().header("authorization")).contains("Bearer sk-second-secret");

        gateway.call(method, path.replace("ID", method), MASTER, """
            {"model_info":{"id":"%s","note":null},"litellm_params":{}}\
            """.formatted(id));
        JsonNode info = info(id).path("model_info");
        assertThat(info.has("note")).isFalse();
        assertThat(info.path("mode").textValue()).isEqualTo("chat");
    }

    @Test
    void aMaskSentBackChangesNothing() {
        JsonNode row = STAGE.make(gateway, STAGE.model("masked", "masked-1", ",\"api_key\":\"sk-masked-secret-1\""));
        String mask = row.path("litellm_params").path("api_key").textValue();
        gateway.call(
                "PATCH", "/model/masked-1/update", MASTER, "{\"litellm_params\":{\"api_key\":\"%s\"}}".formatted(mask));
        assertThat(STAGE.status(gateway, MASTER, "masked")).isEqualTo(200);
        assertThat(STAGE.upstream().lastRequest().header("authorization")).contains("Bearer sk-masked-secret-1");
    }

    @Test
    void aChangeThatCouldNotBeCalledIsRefusedAndTheModelServesOn() {
        STAGE.make(gateway, STAGE.model("steady", "steady-1", ""));
        HttpResponse<String> refused =
                gateway.call("PATCH", "/model/steady-1/update", MASTER, "{\"litellm_params\":{\"timeout\":\"soon\"}}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("timeout");
        assertThat(STAGE.status(gateway, MASTER, "steady")).isEqualTo(200);
    }

    @Test
    void aBlockedModelIsNotChosen() {
        STAGE.make(gateway, STAGE.model("pair", "pair-1", ""));
        STAGE.make(gateway, STAGE.model("pair", "pair-2", ",\"weight\":0"));
        JsonNode row = json(gateway.post("/model/block", MASTER, "{\"model_id\":\"pair-1\"}"));
        assertThat(row.path("blocked").booleanValue()).isTrue();
        for (int i = 0; i < 20; i++) {
            HttpResponse<String> answer = STAGE.chat(gateway, MASTER, "pair");
            assertThat(answer.headers().firstValue("x-litellm-model-id")).contains("pair-2");
        }
        gateway.post("/model/block", MASTER, "{\"model_id\":\"pair-2\"}");
        assertThat(STAGE.status(gateway, MASTER, "pair")).isEqualTo(400);
        assertThat(info("pair-1").path("model_info").path("blocked").booleanValue())
                .isTrue();
        gateway.post("/model/unblock", MASTER, "{\"model_id\":\"pair-1\"}");
        assertThat(STAGE.status(gateway, MASTER, "pair")).isEqualTo(200);
    }

    @Test
    void aDeletedModelIsGone() {
        STAGE.make(gateway, STAGE.model("gone", "gone-1", ""));
        HttpResponse<String> deleted = gateway.post("/model/delete", MASTER, "{\"id\":\"gone-1\"}");
        assertThat(json(deleted).path("message").textValue()).isEqualTo("Model: gone-1 deleted successfully");
        assertThat(STAGE.status(gateway, MASTER, "gone")).isEqualTo(400);
        assertThat(gateway.get("/model/info?litellm_model_id=gone-1", MASTER).statusCode())
                .isEqualTo(404);
        HttpResponse<String> again = gateway.post("/model/delete", MASTER, "{\"id\":\"gone-1\"}");
        assertThat(again.statusCode()).isEqualTo(404);
        assertThat(again.body()).contains("not found in db");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST|/model/update|{\"model_info\":{\"id\":\"ID\"}}",
                "PATCH|/model/ID/update|{}",
                "POST|/model/delete|{\"id\":\"ID\"}",
                "POST|/model/block|{\"model_id\":\"ID\"}",
                "POST|/model/unblock|{\"model_id\":\"ID\"}"
            })
    void tellsAModelOfTheFileFromOneThatIsMissing(String method, String path, String body) {
        HttpResponse<String> missing =
                gateway.call(method, path.replace("ID", "none"), MASTER, body.replace("ID", "none"));
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).contains("not found");
        HttpResponse<String> ofFile =
                gateway.call(method, path.replace("ID", "file-1"), MASTER, body.replace("ID", "file-1"));
        assertThat(ofFile.statusCode()).isEqualTo(400);
        assertThat(ofFile.body()).contains("Cannot edit config-based model");
    }

    @Test
    void everyWriteLeavesARowWithoutItsSecrets() {
        STAGE.make(gateway, STAGE.model("audited", "audited-1", ",\"api_key\":\"sk-audited-secret-1\""));
        gateway.call("PATCH", "/model/audited-1/update", MASTER, "{\"litellm_params\":{\"rpm\":3}}");
        gateway.post("/model/block", MASTER, "{\"model_id\":\"audited-1\"}");
        gateway.post("/model/unblock", MASTER, "{\"model_id\":\"audited-1\"}");
        gateway.post("/access_group/new", MASTER, "{\"access_group\":\"audited\",\"model_ids\":[\"audited-1\"]}");
        gateway.post("/model/delete", MASTER, "{\"id\":\"audited-1\"}");
        HttpResponse<String> rows = gateway.get("/audit?object_id=audited-1&sort_order=asc", MASTER);
        assertThat(json(rows).path("audit_logs").findValuesAsText("action"))
                .containsExactlyInAnyOrder("created", "updated", "blocked", "unblocked", "updated", "deleted");
        assertThat(json(rows).path("audit_logs").findValuesAsText("table_name"))
                .containsOnly("LiteLLM_ProxyModelTable");
        assertThat(rows.body()).contains("\"rpm\":3").doesNotContain("sk-audited-secret-1");
    }

    @Test
    void onlyAdministratorsMayWrite() {
        String key = gateway.newKey("{}");
        for (String path : new String[] {"/model/new", "/model/update", "/model/delete", "/model/block"}) {
            assertThat(gateway.post(path, key, STAGE.model("mine", "mine-1", ""))
                            .statusCode())
                    .isEqualTo(401);
        }
        assertThat(gateway.call("PATCH", "/model/x/update", key, "{}").statusCode())
                .isEqualTo(401);
    }

    @Test
    void nothingIsStoredWhereThatIsOff() {
        try (TestGateway off = TestGateway.setup()
                .with("DATABASE_URL", TestPostgres.newDatabase())
                .start()) {
            HttpResponse<String> refused = off.post("/model/new", MASTER, STAGE.model("x", "x", ""));
            assertThat(refused.statusCode()).isEqualTo(500);
            assertThat(refused.body()).contains("STORE_MODEL_IN_DB='True'");
        }
    }

    @Test
    void theFileMaySwitchItOn() {
        try (TestGateway on = TestGateway.setup()
                .with("DATABASE_URL", TestPostgres.newDatabase())
                .yaml("general_settings: {store_model_in_db: true}")
                .start()) {
            assertThat(on.post("/model/new", MASTER, STAGE.model("x", "x", "")).statusCode())
                    .isEqualTo(200);
            // sealed under the master key, where there is no salt key
            assertThat(STAGE.status(on, MASTER, "x")).isEqualTo(200);
        }
    }

    @Test
    void withoutADatabaseTheFilesModelsAreShownAndWritesSayWhatIsMissing() {
        try (TestGateway none = TestGateway.setup()
                .yaml("model_list: [{model_name: only, litellm_params: {model: mock/x}}]")
                .with("STORE_MODEL_IN_DB", "True")
                .start()) {
            assertThat(ModelStage.names(none.get("/model/info", MASTER))).containsExactly("only");
            HttpResponse<String> refused = none.post("/model/new", MASTER, "{}");
            assertThat(refused.statusCode()).isEqualTo(500);
            assertThat(refused.body()).contains("no_db_connection");
        }
    }

    private static JsonNode info(String id) {
        return ModelStage.data(gateway.get("/model/info?litellm_model_id=" + id, MASTER))
                .getFirst();
    }
}
