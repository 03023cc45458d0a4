package io.meridian.admin.model;

import static io.meridian.admin.model.ModelStage.MASTER;
import static io.meridian.admin.model.ModelStage.data;
import static io.meridian.admin.model.ModelStage.names;
import static io.meridian.server.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.server.TestGateway;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers are told of the models they may use. */
class ModelInfoIT {
    private static final ModelStage STAGE = new ModelStage();
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = STAGE.start();
        STAGE.make(gateway, """
            {"model_name":"four","model_info":{"id":"four-1","supports_vision":true},
             "litellm_params":{"model":"openai/gpt-4o","api_key":"sk-four-secret-01","rpm":10,"tpm":100,
              "secret_text":"planted-in-a-text","extra_headers":{"x":"planted-in-a-header"},"unknown_number":5}}\
            """);
        STAGE.make(gateway, """
            {"model_name":"four","model_info":{"id":"four-2","max_input_tokens":500000,"mode":null},
             "litellm_params":{"model":"openai/gpt-4o-mini","rpm":5,"input_cost_per_token":0.00001}}\
            """);
        STAGE.make(gateway, "{\"model_name\":\"wild/*\",\"litellm_params\":{\"model\":\"mock/*\"}}");
    }

    @AfterAll
    static void stop() {
        STAGE.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/model/info", "/v1/model/info"})
    void listsTheFilesModelsAndTheStoredOnes(String path) {
        HttpResponse<String> answer = gateway.get(path, MASTER);
        assertThat(names(answer)).containsExactly("of-file", "four", "four", "wild/*");
        JsonNode ofFile = data(answer).getFirst();
        assertThat(ofFile.path("model_info").path("db_model").booleanValue()).isFalse();
        assertThat(ofFile.path("model_info").path("id").textValue()).isEqualTo("file-1");
        assertThat(ofFile.path("litellm_params").path("rpm").intValue()).isEqualTo(7);
        assertThat(ofFile.path("litellm_params").has("api_key")).isFalse();
        JsonNode four = data(answer).get(1);
        assertThat(four.path("model_info").path("db_model").booleanValue()).isTrue();
        assertThat(four.path("litellm_params").path("model").textValue()).isEqualTo("openai/gpt-4o");
        assertThat(four.path("litellm_params").path("unknown_number").intValue())
                .isEqualTo(5);
        assertThat(answer.body())
                .doesNotContain("sk-four-secret-01", "planted-in-a-text", "planted-in-a-header", "sk-of-the-file");
    }

    @Test
    void mergesThePriceListAndLetsWhatIsWrittenWin() {
        JsonNode listed = info("four-1");
        assertThat(listed.path("mode").textValue()).isEqualTo("chat");
        assertThat(listed.path("litellm_provider").textValue()).isEqualTo("openai");
        assertThat(listed.path("max_input_tokens").intValue()).isEqualTo(128_000);
        assertThat(listed.path("max_output_tokens").intValue()).isEqualTo(16_384);
        assertThat(listed.path("input_cost_per_token").decimalValue()).isEqualByComparingTo("0.0000025");
        assertThat(listed.path("supports_vision").booleanValue()).isTrue();
        assertThat(listed.path("team_id").isNull()).isTrue();
        JsonNode written = info("four-2");
        assertThat(written.path("max_input_tokens").intValue()).isEqualTo(500_000);
        assertThat(written.path("input_cost_per_token").decimalValue()).isEqualByComparingTo("0.00001");
        // null says nothing
        assertThat(written.path("mode").textValue()).isEqualTo("chat");
    }

    @Test
    void oneIsAskedForByItsId() {
        assertThat(data(gateway.get("/model/info?litellm_model_id=four-2", MASTER)))
                .hasSize(1);
        HttpResponse<String> missing = gateway.get("/model/info?litellm_model_id=none", MASTER);
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).contains("not found");
    }

    @Test
    void callersSeeWhatTheyMayUse() {
        String key = gateway.newKey("{\"models\":[\"four\"]}");
        for (String path : new String[] {"/model/info", "/v2/model/info"}) {
            assertThat(names(gateway.get(path, key))).containsOnly("four");
        }
        assertThat(gateway.get("/model/info?litellm_model_id=file-1", key).statusCode())
                .isEqualTo(404);
        assertThat(data(gateway.get("/model_group/info", key))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "model=four|2",
                "modelId=four-2|1",
                "search=FOU|2",
                "search=%25|0",
                "wildcard_only=true|1",
                "access_group=file-group|1",
                "teamId=none|0",
                "user_models_only=true|3",
                "page=2&size=3|1",
                "page=3&size=3|0"
            })
    void pagesAndFilters(String query, int expected) {
        assertThat(data(gateway.get("/v2/model/info?" + query, MASTER))).hasSize(expected);
    }

    @Test
    void tellsHowManyPagesThereAre() {
        JsonNode answer = json(gateway.get("/v2/model/info?page=2&size=3&sortBy=model_name&sortOrder=desc", MASTER));
        assertThat(answer.path("total_count").intValue()).isEqualTo(4);
        assertThat(answer.path("current_page").intValue()).isEqualTo(2);
        assertThat(answer.path("total_pages").intValue()).isEqualTo(2);
        assertThat(answer.path("size").intValue()).isEqualTo(3);
        assertThat(answer.path("data").path(0).path("model_name").textValue()).isEqualTo("four");
    }

    @ParameterizedTest
    @CsvSource({"page=0,422", "size=0,422", "size=100000,422", "page=x,422", "page=99999999999,422", "sortBy=spend,400"
    })
    void refusesPagesThatAreNone(String query, int status) {
        assertThat(gateway.get("/v2/model/info?" + query, MASTER).statusCode()).isEqualTo(status);
    }

    @Test
    void takesADeploymentsGroupTogether() {
        JsonNode group =
                data(gateway.get("/model_group/info?model_group=four", MASTER)).getFirst();
        assertThat(group.path("model_group").textValue()).isEqualTo("four");
        assertThat(group.path("providers")).hasSize(1);
        assertThat(group.path("max_input_tokens").intValue()).isEqualTo(500_000);
        assertThat(group.path("input_cost_per_token").decimalValue()).isEqualByComparingTo("0.00001");
        assertThat(group.path("rpm").intValue()).isEqualTo(15);
        assertThat(group.path("tpm").intValue()).isEqualTo(100);
        assertThat(group.path("mode").textValue()).isEqualTo("chat");
        assertThat(group.path("supports_vision").booleanValue()).isTrue();
        assertThat(group.path("supports_reasoning").booleanValue()).isFalse();
        assertThat(group.path("supported_openai_params")).isNotEmpty();
        assertThat(group.path("is_public_model_group").booleanValue()).isFalse();
        assertThat(data(gateway.get("/model_group/info?model_group=none", MASTER)))
                .isEmpty();
    }

    @Test
    void groupsAreMadePublicAndNoLonger() {
        HttpResponse<String> made =
                gateway.post("/model_group/make_public", MASTER, "{\"model_groups\":[\"of-file\",\"of-file\"]}");
        assertThat(json(made).path("public_model_groups")).hasSize(1);
        assertThat(isPublic()).isTrue();
        gateway.post("/model_group/make_public", MASTER, "{\"model_groups\":[]}");
        assertThat(isPublic()).isFalse();
        HttpResponse<String> unknown =
                gateway.post("/model_group/make_public", MASTER, "{\"model_groups\":[\"of-file\",\"none\"]}");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("not found");
        assertThat(gateway.post("/model_group/make_public", MASTER, "{}").statusCode())
                .isEqualTo(422);
        assertThat(gateway.post("/model_group/make_public", gateway.newKey("{}"), "{\"model_groups\":[]}")
                        .statusCode())
                .isEqualTo(401);
    }

    private static boolean isPublic() {
        return data(gateway.get("/model_group/info?model_group=of-file", MASTER))
                .getFirst()
                .path("is_public_model_group")
                .booleanValue();
    }

    private static JsonNode info(String id) {
        return data(gateway.get("/model/info?litellm_model_id=" + id, MASTER))
                .getFirst()
                .path("model_info");
    }
}
