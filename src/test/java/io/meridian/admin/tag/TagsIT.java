package io.meridian.admin.tag;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.admin.AdminStage;
import io.meridian.server.TestGateway;
import io.meridian.testing.Await;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tags as administrators make, change and end them by curl, and what they do to calls that carry one. */
class TagsIT {
    private static AdminStage stage;

    @BeforeAll
    static void start() {
        stage = AdminStage.start();
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void aTagIsMadeChangedShownAndDeleted() {
        JsonNode made = stage.post("/tag/new", """
            {"name": "prod", "description": "d", "models": ["id-1"], "model_info": {"id-1": "m"}, "max_budget": 1}
            """);
        assertThat(made.path("message").textValue()).contains("prod");
        JsonNode tag = made.path("tag");
        assertThat(tag.path("name").textValue()).isEqualTo("prod");
        assertThat(tag.path("models").get(0).textValue()).isEqualTo("id-1");
        assertThat(tag.at("/model_info/id-1").textValue()).isEqualTo("m");
        assertThat(tag.at("/litellm_budget_table/max_budget").intValue()).isEqualTo(1);
        assertThat(tag.path("created_by").textValue()).isEqualTo("default_user_id");
        JsonNode changed = stage.post("/tag/update", """
            {"name": "prod", "description": null, "max_budget": null}
            """).path("tag");
        assertThat(changed.path("description").isNull()).isTrue();
        assertThat(changed.at("/litellm_budget_table/max_budget").isNull()).isTrue();
        assertThat(changed.path("models")).hasSize(1);
        assertThat(stage.post("/tag/info", "{\"names\":[\"prod\",\"nowhere\"]}").path("prod"))
                .isEqualTo(changed);
        assertThat(stage.get("/tag/list").findValuesAsText("name")).contains("prod");
        stage.post("/tag/delete", "{\"name\":\"prod\"}");
        assertThat(stage.gateway()
                        .post("/tag/info", TestGateway.MASTER_KEY, "{\"names\":[\"prod\"]}")
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/tag/new|{}|422",
                "/tag/new|{\"name\":\"\"}|422",
                "/tag/new|{\"name\":\"x\",\"models\":\"y\"}|422",
                "/tag/new|{\"name\":\"twice\"}|400",
                "/tag/update|{\"name\":\"nowhere\"}|404",
                "/tag/delete|{\"name\":\"nowhere\"}|404",
                "/tag/info|{\"names\":[]}|400",
                "/tag/info|{\"names\":[\"nowhere\"]}|404",
            })
    void whatCannotBeIsRefused(String route, String body, int status) {
        stage.gateway().post("/tag/new", TestGateway.MASTER_KEY, "{\"name\":\"twice\"}");
        HttpResponse<String> answer = stage.gateway().post(route, TestGateway.MASTER_KEY, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    @Test
    void theBudgetOfATagBindsTheKeysThatCarryIt() {
        stage.post("/tag/new", "{\"name\":\"campaign\",\"max_budget\":0.00004}");
        String one = stage.gateway().newKey("{\"tags\":[\"campaign\",\"unknown\"]}");
        String two = stage.gateway().newKey("{\"metadata\":{\"tags\":[\"campaign\"]}}");
        assertThat(stage.chat(one).statusCode()).isEqualTo(200);
        assertThat(stage.chat(two).statusCode()).isEqualTo(200);
        for (String key : new String[] {one, two}) {
            HttpResponse<String> spent = stage.chat(key);
            assertThat(spent.statusCode()).as(spent.body()).isEqualTo(422);
            assertThat(spent.body()).contains("Budget has been exceeded! Tag=campaign");
        }
        assertThat(stage.booked("tag", "campaign")).isPositive();
        assertThat(stage.number("select count(*) from meridian.spent where scope = 'tag' and id = 'unknown'"))
                .isZero();
        assertThat(stage.number("select count(*) from meridian.spend_log where request_tags @> '{campaign,unknown}'"))
                .isPositive();
        assertThat(stage.post("/tag/info", "{\"names\":[\"campaign\"]}")
                        .at("/campaign/spend")
                        .doubleValue())
                .isGreaterThan(0.00003);
        stage.post("/tag/update", "{\"name\":\"campaign\",\"max_budget\":1,\"rpm_limit\":0}");
        assertThat(stage.chat(one).statusCode()).isEqualTo(429);
        stage.post("/tag/delete", "{\"name\":\"campaign\"}");
        assertThat(stage.chat(one).statusCode()).isEqualTo(200);
        Await.until(
                "the other instance knows",
                () -> AdminStage.chat(stage.other(), one, AdminStage.MODEL, "").statusCode() == 200);
    }

    @Test
    void clientsTagTheirCallsWhereTheyMay() {
        stage.post("/tag/new", "{\"name\":\"closed\",\"rpm_limit\":0}");
        String body = ",\"tags\":[\"closed\"]";
        String nested = ",\"metadata\":{\"tags\":[\"closed\"]}";
        String plain = stage.gateway().newKey("{}");
        String open = stage.gateway().newKey("{\"metadata\":{\"allow_client_tags\":true}}");
        for (String members : new String[] {body, nested}) {
            assertThat(AdminStage.chat(stage.gateway(), plain, AdminStage.MODEL, members)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(AdminStage.chat(stage.gateway(), open, AdminStage.MODEL, members)
                            .statusCode())
                    .isEqualTo(429);
        }
        assertThat(tagged(plain, "x, closed").statusCode()).isEqualTo(200);
        assertThat(tagged(open, "x, closed").statusCode()).isEqualTo(429);
        assertThat(tagged(open, "x, y").statusCode()).isEqualTo(200);
        String many = IntStream.range(0, 33).mapToObj(Integer::toString).collect(Collectors.joining(","));
        assertThat(tagged(open, many).statusCode()).isEqualTo(400);
    }

    private static HttpResponse<String> tagged(String key, String tags) {
        return stage.gateway()
                .send(stage.gateway()
                        .request("/v1/chat/completions", key)
                        .header("content-type", "application/json")
                        .header("x-litellm-tags", tags)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"fast-chat\",\"messages\":[]}"))
                        .build());
    }
}
