package io.meridian.admin.credential;

import static io.meridian.admin.model.ModelStage.MASTER;
import static io.meridian.server.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.admin.model.ModelStage;
import io.meridian.base.JsonText;
import io.meridian.server.TestGateway;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Credentials as administrators make, change and end them by curl. */
class CredentialsIT {
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

    private static HttpResponse<String> make(String name, String values) {
        return gateway.post("/credentials", MASTER, """
            {"credential_name":"%s","credential_values":%s,"credential_info":{"description":"d"}}\
            """.formatted(name, values));
    }

    @Test
    void areMadeShownMaskedUsedAndDeleted() {
        HttpResponse<String> made = make(
                "full",
                "{\"api_key\":\"sk-full-secret-01\",\"api_base\":\"%s/v1\",\"pin\":1234}"
                        .formatted(STAGE.upstream().uri()));
        assertThat(json(made).path("success").booleanValue()).isTrue();
        JsonNode shown = json(gateway.get("/credentials/by_name/full", MASTER));
        assertThat(shown.path("credential_values").path("api_key").textValue()).isEqualTo("sk-f****");
        assertThat(shown.path("credential_values").path("pin").textValue()).isEqualTo("****");
        assertThat(shown.path("credential_info").path("description").textValue())
                .isEqualTo("d");
        assertThat(shown.path("source").textValue()).isEqualTo("db");

        STAGE.make(gateway, """
            {"model_name":"by-credential","model_info":{"id":"c-1"},
             "litellm_params":{"model":"openai/inner","litellm_credential_name":"full"}}\
            """);
        assertThat(STAGE.status(gateway, MASTER, "by-credential")).isEqualTo(200);
        assertThat(STAGE.upstream().lastRequest().header("authorization")).contains("Bearer sk-full-secret-01");
        assertThat(gateway.get("/model/info?litellm_model_id=c-1", MASTER).body())
                .contains("\"litellm_credential_name\":\"full\"")
                .doesNotContain("sk-full");

        HttpResponse<String> deleted = gateway.call("DELETE", "/credentials/full", MASTER, "");
        assertThat(json(deleted).path("success").booleanValue()).isTrue();
        assertThat(gateway.get("/credentials/by_name/full", MASTER).statusCode())
                .isEqualTo(404);
        // the model that asks for it is left out, and says why
        assertThat(STAGE.status(gateway, MASTER, "by-credential")).isEqualTo(400);
        assertThat(gateway.get("/model/info?litellm_model_id=c-1", MASTER).body())
                .contains("left_out", "names no credential");
        make(
                "full",
                "{\"api_key\":\"sk-again-secret-1\",\"api_base\":\"%s/v1\"}"
                        .formatted(STAGE.upstream().uri()));
        assertThat(STAGE.status(gateway, MASTER, "by-credential")).isEqualTo(200);
    }

    @Test
    void changesAreMerged() {
        make("merged", "{\"api_key\":\"sk-merged-secret-1\",\"region\":\"eu-somewhere-1\"}");
        gateway.call("PATCH", "/credentials/merged", MASTER, """
            {"credential_values":{"api_key":"sk-m****","project":"p-and-more-text"},"credential_info":{"more":1}}\
            """);
        JsonNode shown = json(gateway.get("/credentials/by_name/merged", MASTER));
        assertThat(shown.path("credential_values").size()).isEqualTo(3);
        assertThat(shown.path("credential_info").size()).isEqualTo(2);
        // a mask that came back is no new key
        STAGE.make(gateway, STAGE.model("of-merged", "c-2", ",\"litellm_credential_name\":\"merged\""));
        STAGE.status(gateway, MASTER, "of-merged");
        assertThat(STAGE.upstream().lastRequest().header("authorization")).contains("Bearer sk-merged-secret-1");
        gateway.call("PATCH", "/credentials/merged", MASTER, """
            {"credential_values":{"project":null},"credential_values_to_delete":["region"],"credential_info":{}}\
            """);
        assertThat(json(gateway.get("/credentials/by_name/merged", MASTER))
                        .path("credential_values")
                        .size())
                .isEqualTo(1);
    }

    @Test
    void takeWhatAModelHas() {
        STAGE.make(gateway, STAGE.model("giver", "c-3", ",\"api_key\":\"sk-giver-secret-1\",\"rpm\":5"));
        for (String id : new String[] {"c-3", "file-1"}) {
            HttpResponse<String> made = gateway.post(
                    "/credentials",
                    MASTER,
                    "{\"credential_name\":\"from-%s\",\"model_id\":\"%s\",\"credential_info\":{}}".formatted(id, id));
            assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
            JsonNode values =
                    json(gateway.get("/credentials/by_name/from-" + id, MASTER)).path("credential_values");
            assertThat(values.has("api_key")).isTrue();
            assertThat(values.has("api_base")).isTrue();
            assertThat(values.has("rpm")).isFalse();
            assertThat(gateway.get("/credentials/by_model/" + id, MASTER).body())
                    .contains("****")
                    .doesNotContain("secret", "sk-of-the-file");
        }
        assertThat(gateway.get("/credentials/by_model/none", MASTER).statusCode())
                .isEqualTo(404);
    }

    @Test
    void areListedWithThoseOfTheFile() {
        make("listed", "{\"api_key\":\"sk-listed-secret-1\"}");
        String list = gateway.get("/credentials", MASTER).body();
        assertThat(list).contains("\"success\":true", "file-credential", "\"listed\"", "\"source\":\"config\"");
        assertThat(list).doesNotContain("sk-listed-secret-1", "sk-of-the-file-0002");
        for (String method : new String[] {"PATCH", "DELETE"}) {
            HttpResponse<String> refused = gateway.call(method, "/credentials/file-credential", MASTER, "{}");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("configuration file");
        }
        assertThat(make("file-credential", "{\"api_key\":\"x\"}").statusCode()).isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|422|credential_name",
                "{\"credential_name\":\"x\"}|422|credential_values",
                "{\"credential_name\":\"x\",\"credential_values\":{}}|422|credential_values",
                "{\"credential_name\":\"x\",\"credential_values\":[]}|422|credential_values",
                "{\"credential_name\":5,\"credential_values\":{\"a\":\"b\"}}|422|credential_name",
                "{\"credential_name\":\"migrate-encryption\",\"credential_values\":{\"a\":\"b\"}}|422|credential_name",
                "{\"credential_name\":\"x\",\"credential_values\":{\"a\":1},\"credential_info\":1}|422|credential_info",
                "{\"credential_name\":\"x\",\"model_id\":\"none\"}|404|not found"
            })
    void refusesWhatIsNone(String body, int status, String words) {
        HttpResponse<String> refused = gateway.post("/credentials", MASTER, body);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        assertThat(refused.body()).contains(words);
    }

    @Test
    void aNameIsTakenOnceAndForEver() {
        make("once", "{\"api_key\":\"sk-once-secret-01\"}");
        assertThat(make("once", "{\"api_key\":\"sk-once-secret-02\"}").statusCode())
                .isEqualTo(409);
        HttpResponse<String> renamed =
                gateway.call("PATCH", "/credentials/once", MASTER, "{\"credential_name\":\"twice\"}");
        assertThat(renamed.statusCode()).isEqualTo(400);
        for (String method : new String[] {"PATCH", "DELETE"}) {
            HttpResponse<String> missing = gateway.call(method, "/credentials/none", MASTER, "{}");
            assertThat(missing.statusCode()).isEqualTo(404);
            assertThat(missing.body()).contains("not found");
        }
    }

    @Test
    void everyWriteLeavesARowWithoutItsSecrets() {
        make("audited", "{\"api_key\":\"sk-audited-secret-1\",\"pin\":4711}");
        gateway.call("PATCH", "/credentials/audited", MASTER, "{\"credential_values\":{\"pin\":\"an-audited-pin\"}}");
        gateway.call("DELETE", "/credentials/audited", MASTER, "");
        HttpResponse<String> rows = gateway.get("/audit?table_name=LiteLLM_CredentialsTable&page_size=100", MASTER);
        List<String> actions = new ArrayList<>();
        for (JsonNode row : json(rows).path("audit_logs")) {
            if (JsonText.text(row).contains("\"audited\"")) {
                actions.add(row.path("action").textValue());
            }
        }
        assertThat(actions).containsExactlyInAnyOrder("created", "updated", "deleted");
        assertThat(rows.body()).doesNotContain("sk-audited-secret-1", "an-audited-pin", "4711");
    }

    @Test
    void areForAdministratorsOnly() {
        String key = gateway.newKey("{}");
        assertThat(gateway.get("/credentials", key).statusCode()).isEqualTo(401);
        assertThat(gateway.get("/credentials/by_name/file-credential", key).statusCode())
                .isEqualTo(401);
        assertThat(gateway.post("/credentials", key, "{}").statusCode()).isEqualTo(401);
        assertThat(gateway.post("/credentials/migrate-encryption", key, "{}").statusCode())
                .isEqualTo(401);
    }
}
