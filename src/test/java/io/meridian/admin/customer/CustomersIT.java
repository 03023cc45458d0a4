package io.meridian.admin.customer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.admin.AdminStage;
import io.meridian.server.TestGateway;
import io.meridian.testing.Await;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Customers as administrators make, change, block and end them by curl, and what that does to calls for them. */
class CustomersIT {
    private static AdminStage stage;

    @BeforeAll
    static void start() {
        stage = AdminStage.start("""
            general_settings: {user_header_name: x-our-user}
            """);
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"customer", "end_user"})
    void aCustomerHasTheShapeOfTheContract(String family) {
        String id = "shape-of-" + family;
        JsonNode made = stage.post("/" + family + "/new", """
            {"user_id": "%s", "alias": "Ada", "max_budget": 2.5, "budget_duration": "1d", "models": ["fast-chat"],
             "allowed_model_region": "eu", "default_model": "fast-chat"}
            """.formatted(id));
        assertThat(made.path("user_id").textValue()).isEqualTo(id);
        assertThat(made.path("alias").textValue()).isEqualTo("Ada");
        assertThat(made.path("blocked").booleanValue()).isFalse();
        assertThat(made.path("spend").doubleValue()).isZero();
        assertThat(made.path("allowed_model_region").textValue()).isEqualTo("eu");
        assertThat(made.path("default_model").textValue()).isEqualTo("fast-chat");
        assertThat(made.at("/litellm_budget_table/max_budget").decimalValue()).isEqualByComparingTo("2.5");
        assertThat(made.at("/litellm_budget_table/budget_reset_at").textValue()).endsWith("T00:00:00.000Z");
        assertThat(made.has("object_permission")).isTrue();
        assertThat(stage.get("/" + family + "/info?end_user_id=" + id)).isEqualTo(made);
        assertThat(stage.get("/" + family + "/list").findValuesAsText("user_id"))
                .contains(id);
    }

    @Test
    void anUpdateHonoursWhatIsFalseAndClearsWhatIsNull() {
        stage.post("/customer/new", """
            {"user_id": "changing", "alias": "A", "blocked": true, "max_budget": 1, "rpm_limit": 3}
            """);
        JsonNode changed = stage.post("/customer/update", """
            {"user_id": "changing", "alias": null, "blocked": false, "max_budget": 0}
            """);
        assertThat(changed.path("alias").isNull()).isTrue();
        assertThat(changed.path("blocked").booleanValue()).isFalse();
        assertThat(changed.at("/litellm_budget_table/max_budget").isNumber()).isTrue();
        assertThat(changed.at("/litellm_budget_table/max_budget").doubleValue()).isZero();
        assertThat(changed.at("/litellm_budget_table/rpm_limit").intValue()).isEqualTo(3);
        JsonNode without = stage.post("/customer/update", "{\"user_id\":\"changing\",\"budget_id\":null}");
        assertThat(without.path("litellm_budget_table").isNull()).isTrue();
        assertThat(stage.number(
                        "select count(*) from meridian.budget where budget_id = ?",
                        changed.path("budget_id").textValue()))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/customer/new|{}|422",
                "/customer/new|{\"user_id\":7}|422",
                "/customer/new|{\"user_id\":\"\"}|422",
                "/customer/new|{\"user_id\":\"b\",\"budget_id\":\"x\",\"max_budget\":1}|422",
                "/customer/new|{\"user_id\":\"b\",\"budget_id\":\"nowhere\"}|404",
                "/customer/new|{\"user_id\":\"b\",\"allowed_model_region\":\"mars\"}|422",
                "/customer/new|{\"user_id\":\"b\",\"max_budget\":-1}|400",
                "/customer/update|{\"user_id\":\"nowhere\"}|404",
                "/customer/update|{}|422",
                "/customer/delete|{\"user_ids\":[\"nowhere\"]}|404",
                "/customer/delete|{\"user_ids\":[]}|400",
                "/customer/block|{}|422",
                "/customer/block|{\"user_ids\":\"x\"}|422",
            })
    void whatCannotBeIsRefused(String route, String body, int status) {
        HttpResponse<String> answer = stage.gateway().post(route, TestGateway.MASTER_KEY, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    @Test
    void aCustomerIsMadeOnceAndReadOnlyWhereThereIsOne() {
        stage.post("/customer/new", "{\"user_id\":\"once\"}");
        HttpResponse<String> again =
                stage.gateway().post("/customer/new", TestGateway.MASTER_KEY, "{\"user_id\":\"once\"}");
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.body()).contains("Customer already exists, passed user_id=once");
        for (String query : List.of("end_user_id=nowhere", "end_user_id=%25", "end_user_id=" + "x".repeat(2000))) {
            HttpResponse<String> none = stage.gateway().get("/customer/info?" + query, TestGateway.MASTER_KEY);
            assertThat(none.statusCode()).isEqualTo(404);
            assertThat(none.body()).contains("not found");
        }
        assertThat(stage.gateway()
                        .get("/customer/info?end_user_id=%00", TestGateway.MASTER_KEY)
                        .statusCode())
                .isEqualTo(422);
        assertThat(stage.gateway().get("/customer/info", TestGateway.MASTER_KEY).statusCode())
                .isEqualTo(422);
    }

    @Test
    void customersAreDeletedTogetherOrNotAtAll() {
        stage.post("/customer/new", "{\"user_id\":\"gone-1\",\"max_budget\":1}");
        stage.post("/customer/new", "{\"user_id\":\"gone-2\"}");
        HttpResponse<String> refused = stage.gateway()
                .post(
                        "/customer/delete",
                        TestGateway.MASTER_KEY,
                        "{\"user_ids\":[\"gone-1\",\"missing-1\",\"missing-2\"]}");
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.body()).contains("missing-1, missing-2").doesNotContain("gone-1");
        JsonNode deleted = stage.post("/customer/delete", "{\"user_ids\":[\"gone-1\",\"gone-2\"]}");
        assertThat(deleted.path("deleted_customers").intValue()).isEqualTo(2);
        assertThat(stage.gateway()
                        .get("/customer/info?end_user_id=gone-1", TestGateway.MASTER_KEY)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void whoeverIsBlockedIsRefusedOnEveryInstanceWhicheverWayTheyAreNamed() {
        String key = stage.gateway().newKey("{}");
        assertThat(chatFor(stage.gateway(), key, "villain").statusCode()).isEqualTo(200);
        assertThat(chatFor(stage.other(), key, "villain").statusCode()).isEqualTo(200);
        JsonNode blocked = stage.post("/customer/block", "{\"user_ids\":[\"villain\",\"never-seen\"]}");
        assertThat(blocked.path("blocked_users")).hasSize(2);
        assertThat(blocked.at("/blocked_users/0/blocked").booleanValue()).isTrue();
        int calls = stage.upstream().requestCount();
        HttpResponse<String> refused = chatFor(stage.gateway(), key, "villain");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(401);
        assertThat(refused.body()).contains("End User=villain is blocked");
        for (String header : List.of("x-litellm-end-user-id", "x-litellm-customer-id", "x-our-user")) {
            assertThat(chatWith(key, header, "villain").statusCode()).as(header).isEqualTo(401);
        }
        assertThat(AdminStage.chat(stage.gateway(), key, AdminStage.MODEL, ",\"metadata\":{\"user_id\":\"villain\"}")
                        .statusCode())
                .isEqualTo(401);
        assertThat(chatFor(stage.gateway(), TestGateway.MASTER_KEY, "villain").statusCode())
                .isEqualTo(401);
        assertThat(stage.upstream().requestCount()).isEqualTo(calls);
        Await.until(
                "the other instance knows",
                () -> chatFor(stage.other(), key, "villain").statusCode() == 401);
        assertThat(chatFor(stage.gateway(), key, "somebody else").statusCode()).isEqualTo(200);
        JsonNode unblocked = stage.post("/customer/unblock", "{\"user_ids\":[\"villain\",\"nobody-at-all\"]}");
        assertThat(unblocked.path("blocked_users")).hasSize(1);
        assertThat(unblocked.at("/blocked_users/0/blocked").booleanValue()).isFalse();
        assertThat(chatFor(stage.gateway(), key, "villain").statusCode()).isEqualTo(200);
    }

    @Test
    void aHeaderComesBeforeTheBody() {
        String key = stage.gateway().newKey("{}");
        stage.post("/customer/block", "{\"user_ids\":[\"in-the-body\"]}");
        HttpResponse<String> answer = stage.gateway()
                .send(stage.gateway()
                        .request("/v1/chat/completions", key)
                        .header("content-type", "application/json")
                        .header("x-litellm-end-user-id", "in-the-header")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"model\":\"fast-chat\",\"messages\":[],\"user\":\"in-the-body\"}"))
                        .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void aCustomersBudgetRatesAndModelsBindTheirCalls() {
        String key = stage.gateway().newKey("{}");
        stage.post("/customer/new", """
            {"user_id": "bound", "max_budget": 0.00004, "models": ["fast-chat"]}
            """);
        HttpResponse<String> foreign = AdminStage.chat(stage.gateway(), key, "other-chat", ",\"user\":\"bound\"");
        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(foreign.body()).contains("customer_model_access_denied");
        assertThat(chatFor(stage.gateway(), key, "bound").statusCode()).isEqualTo(200);
        assertThat(chatFor(stage.gateway(), key, "bound").statusCode()).isEqualTo(200);
        HttpResponse<String> spent = chatFor(stage.gateway(), key, "bound");
        assertThat(spent.statusCode()).as(spent.body()).isEqualTo(422);
        assertThat(spent.body()).contains("ExceededBudget: End User=bound over budget. Spend=");
        assertThat(stage.booked("end_user", "bound")).isPositive();
        assertThat(stage.get("/customer/info?end_user_id=bound").path("spend").doubleValue())
                .isGreaterThan(0.00003);
        stage.post("/customer/update", "{\"user_id\":\"bound\",\"max_budget\":null,\"rpm_limit\":0}");
        assertThat(chatFor(stage.gateway(), key, "bound").statusCode()).isEqualTo(429);
        assertThat(stage.chat(key).statusCode()).isEqualTo(200);
    }

    @Test
    void whoeverACallNamesBecomesACustomerWhoCanBeTakenOver() {
        String key = stage.gateway().newKey("{}");
        assertThat(chatFor(stage.gateway(), key, "newcomer").statusCode()).isEqualTo(200);
        Await.until(
                "the customer is known",
                () -> stage.gateway()
                                .get("/customer/info?end_user_id=newcomer", TestGateway.MASTER_KEY)
                                .statusCode()
                        == 200);
        assertThat(stage.get("/customer/info?end_user_id=newcomer")
                        .path("spend")
                        .doubleValue())
                .isPositive();
        JsonNode taken = stage.post("/customer/new", "{\"user_id\":\"newcomer\",\"alias\":\"N\"}");
        assertThat(taken.path("alias").textValue()).isEqualTo("N");
        assertThat(taken.path("spend").doubleValue()).isPositive();
    }

    @Test
    void namesThatNoStoreCanKeepAreMadeFit() {
        String key = stage.gateway().newKey("{}");
        for (String user : List.of("\\u0000\\ud83d", "y".repeat(5000), " ", "")) {
            HttpResponse<String> answer = chatFor(stage.gateway(), key, user);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        assertThat(stage.booked("end_user", "y".repeat(256))).isPositive();
        assertThat(stage.booked("end_user", "\uFFFD\uFFFD")).isPositive();
    }

    private static HttpResponse<String> chatFor(TestGateway gateway, String key, String user) {
        return AdminStage.chat(gateway, key, AdminStage.MODEL, ",\"user\":\"%s\"".formatted(user));
    }

    private static HttpResponse<String> chatWith(String key, String header, String value) {
        return stage.gateway()
                .send(stage.gateway()
                        .request("/v1/chat/completions", key)
                        .header("content-type", "application/json")
                        .header(header, value)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"fast-chat\",\"messages\":[]}"))
                        .build());
    }
}
