package io.meridian.admin.budget;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.server.TestGateway;
import io.meridian.testing.Await;
import io.meridian.testing.FakeUpstream;
import io.meridian.testing.TestPostgres;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Budgets as administrators make, change and end them by curl, and what they do to calls. */
class BudgetsIT {
    private static final String CHAT =
            "{\"model\":\"fast-chat\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private static FakeUpstream upstream;
    private static TestGateway gateway;
    private static TestGateway other;

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start();
        String database = TestPostgres.newDatabase();
        gateway = start(database);
        other = start(database);
    }

    private static TestGateway start(String database) {
        return TestGateway.setup()
                .with("DATABASE_URL", database)
                .yaml("""
                    model_list:
                      - model_name: fast-chat
                        litellm_params: {model: openai/inner, api_base: "%s/v1", api_key: k, input_cost_per_token: 0.000001,
                          output_cost_per_token: 0.000002}
                    """.formatted(upstream.uri()))
                .start();
    }

    @AfterAll
    static void stop() {
        other.close();
        gateway.close();
        upstream.close();
    }

    @Test
    void aBudgetHasTheShapeOfTheContractAndAnIdIfItSentNone() {
        JsonNode made = ok("/budget/new", """
            {"max_budget": 10.5, "soft_budget": 5, "max_parallel_requests": 2, "tpm_limit": 1000, "rpm_limit": 10,
             "budget_duration": "30d", "model_max_budget": {"gpt-4o": {"max_budget": 1, "budget_duration": "1d"}}}
            """);
        assertThat(made.path("budget_id").textValue()).hasSize(36);
        assertThat(made.path("max_budget").decimalValue()).isEqualByComparingTo("10.5");
        assertThat(made.path("soft_budget").decimalValue()).isEqualByComparingTo("5");
        assertThat(made.path("max_parallel_requests").intValue()).isEqualTo(2);
        assertThat(made.path("tpm_limit").intValue()).isEqualTo(1000);
        assertThat(made.path("rpm_limit").intValue()).isEqualTo(10);
        assertThat(made.path("budget_reset_at").textValue()).endsWith("-01T00:00:00.000Z");
        assertThat(made.at("/model_max_budget/gpt-4o/budget_duration").textValue())
                .isEqualTo("1d");
        assertThat(made.path("created_by").textValue()).isEqualTo("default_user_id");
        JsonNode shown = ok("/budget/info", "{\"budgets\":[\"%s\", \"none\"]}".formatted(id(made)));
        assertThat(shown).hasSize(1);
        assertThat(shown.get(0)).isEqualTo(made);
    }

    @Test
    void anUpdateChangesWhatIsSentAndClearsWhatIsNull() {
        String id = id(ok("/budget/new", "{\"max_budget\":1,\"rpm_limit\":5,\"budget_duration\":\"1d\"}"));
        JsonNode changed =
                ok("/budget/update", "{\"budget_id\":\"%s\",\"max_budget\":0,\"budget_duration\":null}".formatted(id));
        assertThat(changed.path("max_budget").decimalValue()).isEqualByComparingTo("0");
        assertThat(changed.path("rpm_limit").intValue()).isEqualTo(5);
        assertThat(changed.path("budget_duration").isNull()).isTrue();
        assertThat(changed.path("budget_reset_at").isNull()).isTrue();
        assertThat(ok("/budget/update", "{\"budget_id\":\"%s\",\"rpm_limit\":null}".formatted(id))
                        .path("rpm_limit")
                        .isNull())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/budget/new|{\"max_budget\":-1}|400",
                "/budget/new|{\"max_budget\":\"much\"}|422",
                "/budget/new|{\"max_budget\":1e300}|400",
                "/budget/new|{\"rpm_limit\":-1}|400",
                "/budget/new|{\"rpm_limit\":99999999999999999999}|422",
                "/budget/new|{\"budget_duration\":\"soon\"}|400",
                "/budget/new|{\"budget_id\":\"\"}|422",
                "/budget/new|{\"budget_id\":\"a\\u0000b\"}|422",
                "/budget/new|{\"model_max_budget\":[]}|422",
                "/budget/update|{\"max_budget\":1}|400",
                "/budget/update|{\"budget_id\":\"nowhere\"}|404",
                "/budget/delete|{\"id\":\"nowhere\"}|404",
                "/budget/delete|{}|422",
                "/budget/info|{\"budgets\":[]}|400",
                "/budget/info|{}|422"
            })
    void whatCannotBeIsRefused(String route, String body, int status) {
        HttpResponse<String> answer = gateway.post(route, TestGateway.MASTER_KEY, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    @Test
    void anIdIsTakenOnce() {
        ok("/budget/new", "{\"budget_id\":\"once\"}");
        HttpResponse<String> answer = gateway.post("/budget/new", TestGateway.MASTER_KEY, "{\"budget_id\":\"once\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Budget with id 'once' already exists.");
    }

    @Test
    void aListIsBoundedAndGoesOn() {
        ok("/budget/new", "{}");
        ok("/budget/new", "{}");
        JsonNode first = got("/budget/list?page_size=1");
        JsonNode second = got("/budget/list?page_size=1&page=2");
        assertThat(first).hasSize(1);
        assertThat(second).hasSize(1);
        assertThat(id(first.get(0))).isNotEqualTo(id(second.get(0)));
        assertThat(gateway.get("/budget/list?page_size=100000", TestGateway.MASTER_KEY)
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void settingsTellEveryFieldAndWhetherItIsSet() {
        String id = id(ok("/budget/new", "{\"rpm_limit\":3}"));
        JsonNode settings = got("/budget/settings?budget_id=" + id);
        assertThat(settings.findValuesAsText("field_name")).contains("max_budget", "rpm_limit", "budget_duration");
        settings.forEach(field -> assertThat(field.path("stored_in_db").booleanValue())
                .isEqualTo(field.path("field_name").textValue().equals("rpm_limit")));
        assertThat(gateway.get("/budget/settings", TestGateway.MASTER_KEY).statusCode())
                .isEqualTo(422);
    }

    @Test
    void aChangedBudgetBindsItsKeysOnEveryInstance() {
        String id = id(ok("/budget/new", "{\"rpm_limit\":100}"));
        String key = gateway.newKey("{\"budget_id\":\"%s\"}".formatted(id));
        for (TestGateway each : List.of(gateway, other)) {
            assertThat(each.post("/v1/chat/completions", key, CHAT).statusCode())
                    .isEqualTo(200);
        }
        ok("/budget/update", "{\"budget_id\":\"%s\",\"rpm_limit\":0}".formatted(id));
        assertThat(gateway.post("/v1/chat/completions", key, CHAT).statusCode()).isEqualTo(429);
        Await.until(
                "the other instance knows",
                () -> other.post("/v1/chat/completions", key, CHAT).statusCode() == 429);
    }

    @Test
    void aBudgetThatIsUsedIsNotDeleted() {
        String id = id(ok("/budget/new", "{\"max_budget\":1}"));
        String key = gateway.newKey("{\"key_alias\":\"spender\",\"budget_id\":\"%s\"}".formatted(id));
        HttpResponse<String> refused =
                gateway.post("/budget/delete", TestGateway.MASTER_KEY, "{\"id\":\"%s\"}".formatted(id));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("is still used by key 'spender'");
        ok("/key/delete", "{\"keys\":[\"%s\"]}".formatted(key));
        assertThat(id(ok("/budget/delete", "{\"id\":\"%s\"}".formatted(id)))).isEqualTo(id);
        assertThat(gateway.get("/budget/settings?budget_id=" + id, TestGateway.MASTER_KEY)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void budgetsAreForAdministrators() {
        String key = gateway.newKey("{}");
        for (String route : List.of("/budget/new", "/budget/update", "/budget/delete", "/budget/info")) {
            assertThat(gateway.post(route, key, "{}").statusCode()).as(route).isEqualTo(401);
        }
        assertThat(gateway.get("/budget/list", key).statusCode()).isEqualTo(401);
    }

    private static String id(JsonNode budget) {
        return budget.path("budget_id").textValue();
    }

    private static JsonNode ok(String route, String body) {
        HttpResponse<String> answer = gateway.post(route, TestGateway.MASTER_KEY, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestGateway.json(answer);
    }

    private static JsonNode got(String route) {
        HttpResponse<String> answer = gateway.get(route, TestGateway.MASTER_KEY);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestGateway.json(answer);
    }
}
