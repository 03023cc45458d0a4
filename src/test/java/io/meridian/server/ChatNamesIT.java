package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By which names a model is called, who may use them, and what the lists show. */
class ChatNamesIT {
    private static final String PLACE = "api_base: UPSTREAM/v1, api_key: sk-p";
    private static final String YAML = """
        model_list:
          - {model_name: fast-chat, litellm_params: {model: openai/inner-fast, PLACE}, model_info: {id: fast-1}}
          - {model_name: slow-chat, litellm_params: {model: openai/inner-slow, PLACE}, model_info: {id: slow-1}}
          - {model_name: "openai/*", litellm_params: {model: "openai/*", PLACE}, model_info: {id: star}}
          - {model_name: "openai/special-*", litellm_params: {model: "openai/sp-*", PLACE}, model_info: {id: special}}
          - {model_name: "pre:*:mid:*", litellm_params: {model: "openai/a-*-b-*", PLACE}, model_info: {id: two}}
        litellm_settings:
          model_alias_map: {mapped: fast-chat}
        router_settings:
          model_group_alias:
            nick: slow-chat
            shy: {model: fast-chat, hidden: true}
        """.replace("PLACE", PLACE);

    private static ChatStage stage;

    @BeforeAll
    static void start() {
        stage = ChatStage.start(YAML, Map.of());
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @ParameterizedTest
    @CsvSource({
        "fast-chat, inner-fast",
        "nick, inner-slow",
        "shy, inner-fast",
        "mapped, inner-fast",
        "openai/gpt-9, gpt-9",
        "openai/special-x, sp-x",
        "pre:one:mid:two, a-one-b-two",
        "slow-1, inner-slow",
        "openai/inner-slow, inner-slow"
    })
    void findsADeploymentByEachOfItsNames(String asked, String upstreamModel) {
        HttpResponse<String> answer = call(TestGateway.MASTER_KEY, asked);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(stage.upstream().lastRequest().model()).isEqualTo(upstreamModel);
        assertThat(TestGateway.json(answer).path("model").textValue()).isEqualTo(asked);
    }

    @Test
    void usesTheAliasesOfAKey() {
        String key = stage.gateway().newKey("{\"models\":[\"fast-chat\"],\"aliases\":{\"mine\":\"fast-chat\"}}");
        assertThat(call(key, "mine").statusCode()).isEqualTo(200);
        assertThat(stage.upstream().lastRequest().model()).isEqualTo("inner-fast");
        assertThat(TestGateway.json(call(key, "mine")).path("model").textValue())
                .isEqualTo("mine");
        // an alias is a name, not a permission
        String reaching = stage.gateway().newKey("{\"models\":[\"fast-chat\"],\"aliases\":{\"mine\":\"slow-chat\"}}");
        assertThat(call(reaching, "mine").statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fast-chat | fast-chat | 200",
                "fast-chat | slow-chat | 403",
                "fast-chat | fast-1 | 403",
                "fast-1 | fast-1 | 403",
                "fast-chat\",\"fast-1 | fast-1 | 200",
                "fast-chat | openai/inner-fast | 403",
                "openai/* | openai/gpt-9 | 200",
                "openai/* | fast-chat | 403",
                "openai/* | slow-1 | 403",
                "* | slow-chat | 200",
                "pre:*:mid:* | pre:1:mid:2 | 200",
                "pre:*:mid:* | pre:1:other:2 | 403",
                "all-proxy-models | slow-chat | 200",
                "all-team-models | slow-chat | 200",
                "no-default-models | fast-chat | 403",
                "nick | nick | 200",
                "nick | slow-chat | 403",
                "fast-chat | no-such-model | 403"
            })
    void letsAKeyUseOnlyItsModels(String models, String asked, int status) {
        String key = stage.gateway().newKey("{\"models\":[\"" + models + "\"]}");
        HttpResponse<String> answer = call(key, asked);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        if (status == 403) {
            JsonNode error = TestGateway.json(answer).path("error");
            assertThat(error.path("type").textValue()).isEqualTo("key_model_access_denied");
            assertThat(error.path("param").textValue()).isEqualTo("model");
            assertThat(error.path("code").textValue()).isEqualTo("403");
            assertThat(error.path("message").textValue())
                    .startsWith("The requested model '" + asked + "' is not available for this API key");
        }
    }

    @Test
    void reachesNoOtherGroupByAnInnerName() {
        // openai/inner-slow matches the pattern this key may use, and is served by it, not by slow-chat
        String key = stage.gateway().newKey("{\"models\":[\"openai/*\"]}");
        HttpResponse<String> answer = call(key, "openai/inner-slow");
        assertThat(answer.headers().firstValue("x-litellm-model-id")).contains("star");
    }

    @Test
    void listsWhatAKeyMayUse() {
        assertThat(list(TestGateway.MASTER_KEY)).containsExactlyInAnyOrder("fast-chat", "slow-chat", "nick");
        assertThat(list(stage.gateway().newKey("{}"))).containsExactlyInAnyOrder("fast-chat", "slow-chat", "nick");
        assertThat(list(stage.gateway().newKey("{\"models\":[\"slow-chat\"]}"))).containsExactly("slow-chat");
        assertThat(list(stage.gateway().newKey("{\"models\":[\"*-chat\"]}")))
                .containsExactlyInAnyOrder("fast-chat", "slow-chat");
        assertThat(list(stage.gateway().newKey("{\"models\":[\"no-default-models\"]}")))
                .isEmpty();
    }

    @Test
    void describesOneModelToThoseWhoMayUseIt() {
        String key = stage.gateway().newKey("{\"models\":[\"fast-chat\",\"openai/*\"]}");
        JsonNode row = TestGateway.json(stage.gateway().get("/v1/models/fast-chat", key));
        assertThat(row.toString())
                .isEqualTo("{\"id\":\"fast-chat\",\"object\":\"model\",\"created\":1677610602,"
                        + "\"owned_by\":\"openai\"}");
        assertThat(stage.gateway().get("/v1/models/openai/gpt-9", key).statusCode())
                .isEqualTo(200);
        HttpResponse<String> other = stage.gateway().get("/models/slow-chat", key);
        assertThat(other.statusCode()).isEqualTo(404);
        assertThat(TestGateway.json(other).path("detail").textValue())
                .isEqualTo("The model `slow-chat` does not exist or is not accessible");
    }

    private static List<String> list(String key) {
        JsonNode answer = TestGateway.json(stage.gateway().get("/v1/models", key));
        assertThat(answer.path("object").textValue()).isEqualTo("list");
        return StreamSupport.stream(answer.path("data").spliterator(), false)
                .map(row -> row.path("id").textValue())
                .toList();
    }

    private static HttpResponse<String> call(String key, String model) {
        return stage.gateway()
                .post(
                        "/v1/chat/completions",
                        key,
                        "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
    }
}
