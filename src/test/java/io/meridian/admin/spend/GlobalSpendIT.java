package io.meridian.admin.spend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.auth.KeyHash;
import io.meridian.server.TestGateway;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What everybody spent together, and what calls would cost. */
class GlobalSpendIT {
    private static String today;
    private static String span;

    private static SpendStage stage;
    private static String key;
    private static String hash;

    @BeforeAll
    static void start() {
        today = LocalDate.now(Clock.systemUTC()).toString();
        span = "start_date=" + today + "&end_date=" + today;
        stage = SpendStage.start(Map.of());
        stage.team("t", "o");
        key = stage.gateway().newKey("{\"user_id\":\"u\",\"team_id\":\"t\",\"key_alias\":\"one\"}");
        hash = KeyHash.of(key).hex();
        stage.awaitRow(stage.call(key));
        stage.awaitRow(stage.call(key));
        String other = stage.gateway().newKey("{}");
        stage.awaitRow(stage.call(other));
        stage.execute("insert into meridian.spend_activity_tag select day, 'red', api_key, user_id, team_id, model,"
                + " model_group, provider, call_type, spend_nano, prompt_tokens, completion_tokens,"
                + " cached_prompt_tokens, cache_creation_tokens, requests, successful_requests, failed_requests,"
                + " interrupted_requests from meridian.spend_activity where team_id = 't'");
        // a refusal by a rate limit is a row without cost
        String slow = stage.gateway().newKey("{\"rpm_limit\":0,\"user_id\":\"slow\"}");
        assertThat(stage.chat(slow, "refused").statusCode()).isEqualTo(429);
        stage.awaitRow("refused");
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void theSumsOfAllReportsAgree() {
        JsonNode total = read("/global/spend");
        assertThat(total.path("spend").decimalValue().movePointRight(9).longValueExact())
                .isEqualTo(stage.number("select sum(spend_nano) from meridian.spend_log"))
                .isPositive();
        assertThat(total.path("max_budget").isNumber()).isTrue();
        JsonNode days = read("/global/spend/logs");
        assertThat(days).hasSize(1);
        assertThat(days.get(0).path("date").textValue()).isEqualTo(today);
        assertThat(days.get(0).path("spend")).isEqualTo(total.path("spend"));
        JsonNode models = read("/global/spend/models?limit=5");
        assertThat(models.get(0).path("model").textValue()).isEqualTo("mock/echo");
        assertThat(models.get(0).path("total_spend")).isEqualTo(total.path("spend"));
        JsonNode providers = read("/global/spend/provider?" + span);
        assertThat(providers.get(0).path("provider").textValue()).isEqualTo("mock");
        assertThat(providers.get(0).path("spend")).isEqualTo(total.path("spend"));
        JsonNode endUsers = post("/global/spend/end_users", "{}");
        assertThat(endUsers.get(0).path("end_user").textValue()).isEqualTo("eve");
        assertThat(endUsers.get(0).path("total_spend")).isEqualTo(total.path("spend"));
        assertThat(read("/global/all_end_users").path("end_users").get(0).textValue())
                .isEqualTo("eve");
    }

    @Test
    void oneKeyCanBeAskedFor() {
        JsonNode keys = read("/global/spend/keys?limit=1");
        assertThat(keys).hasSize(1);
        assertThat(keys.get(0).path("api_key").textValue()).isEqualTo(hash);
        assertThat(keys.get(0).path("key_alias").textValue()).isEqualTo("one");
        assertThat(keys.get(0).path("key_name").textValue()).startsWith("sk-...");
        JsonNode days = read("/global/spend/logs?api_key=" + key);
        assertThat(days.get(0).path("spend")).isEqualTo(keys.get(0).path("total_spend"));
        JsonNode endUsers = post(
                "/global/spend/end_users",
                "{\"api_key\":\"%s\",\"startTime\":\"%s\",\"endTime\":\"%sT23:00:00Z\"}".formatted(hash, today, today));
        assertThat(endUsers.get(0).path("total_count").intValue()).isEqualTo(2);
    }

    @Test
    void teamsAndTags() {
        JsonNode teams = read("/global/spend/teams");
        assertThat(teams.path("daily_spend").get(0).path("t").decimalValue()).isPositive();
        assertThat(teams.path("teams").toString()).isEqualTo("[\"Unassigned\",\"t\"]");
        assertThat(teams.path("total_spend_per_team").get(0).path("team_id").textValue())
                .isEqualTo("t");
        JsonNode tags = read("/global/spend/tags?" + span + "&tags=red,blue");
        assertThat(tags.path("spend_per_tag").get(0).path("name").textValue()).isEqualTo("red");
        assertThat(tags.path("spend_per_tag").get(0).path("log_count").intValue())
                .isEqualTo(2);
        assertThat(read("/global/spend/tags?" + span + "&tags=blue").path("spend_per_tag"))
                .isEmpty();
        assertThat(read("/global/spend/all_tag_names").path("tag_names").get(0).textValue())
                .isEqualTo("red");
        assertThat(read("/spend/tags").get(0).path("log_count").intValue()).isEqualTo(2);
    }

    @Test
    void theReportIsGroupedAsAsked() {
        JsonNode teams = read("/global/spend/report?" + span);
        assertThat(teams.get(0).path("group_by_day").textValue()).isEqualTo(today);
        JsonNode team = teams.get(0).path("teams").get(0);
        assertThat(team.path("team_name").textValue()).isEqualTo("t");
        assertThat(team.path("metadata").get(0).path("spend")).isEqualTo(team.path("total_spend"));
        JsonNode customers = read("/global/spend/report?group_by=customer&" + span);
        assertThat(customers.get(0).path("customers").get(0).path("customer").textValue())
                .isEqualTo("eve");
        JsonNode keys = read("/global/spend/report?" + span + "&api_key=" + hash);
        assertThat(keys).hasSize(1);
        assertThat(keys.get(0).path("total_cost")).isEqualTo(team.path("total_spend"));
        assertThat(keys.get(0).path("model_details").get(0).path("model").textValue())
                .isEqualTo("mock/echo");
        assertThat(read("/global/spend/report?" + span + "&internal_user_id=nobody"))
                .isEmpty();
        assertThat(read("/global/spend/report?" + span + "&team_id=t").get(0).path("teams"))
                .hasSize(1);
    }

    @Test
    void activityCountsCallsAndRefusals() {
        JsonNode all = read("/global/activity?" + span);
        assertThat(all.path("sum_api_requests").intValue()).isEqualTo(4);
        assertThat(all.path("daily_data").get(0).path("date").textValue()).matches("[A-Z][a-z]{2} \\d\\d");
        assertThat(all.path("sum_total_tokens").intValue())
                .isEqualTo((int) stage.number("select sum(total_tokens) from meridian.spend_log"));
        JsonNode models = read("/global/activity/model?" + span);
        assertThat(models.findValuesAsText("model")).contains("echo");
        JsonNode hits = read("/global/activity/cache_hits?" + span);
        assertThat(hits.get(0).path("cache_hit_true_rows").intValue()).isZero();
        JsonNode refused = read("/global/activity/exceptions?" + span + "&model_group=echo");
        assertThat(refused.path("sum_num_rate_limit_exceptions").intValue()).isEqualTo(1);
        JsonNode places = read("/global/activity/exceptions/deployment?" + span);
        assertThat(places.get(0).path("sum_num_rate_limit_exceptions").intValue())
                .isEqualTo(1);
        assertThat(read("/global/activity/exceptions?" + span + "&model_group=other")
                        .path("sum_num_rate_limit_exceptions")
                        .intValue())
                .isZero();
    }

    @Test
    void keysAndUsersByWhatTheySpent() {
        JsonNode keys = read("/spend/keys");
        assertThat(keys.get(0).path("token").textValue()).isEqualTo(hash);
        assertThat(keys.get(0).path("spend").decimalValue().movePointRight(9).longValueExact())
                .isEqualTo(
                        stage.number("select sum(spend_nano) from meridian.spend_log where api_key = '" + hash + "'"));
        assertThat(keys).hasSize(3);
        assertThat(read("/spend/keys?limit=1")).hasSize(1);
        JsonNode users = read("/spend/users");
        assertThat(users.get(0).path("user_id").textValue()).isEqualTo("u");
        assertThat(read("/spend/users?user_id=slow")).hasSize(1);
        assertThat(read("/spend/users?user_id=nobody")).isEmpty();
    }

    @Test
    void aCallIsPricedAsItWouldBeCharged() {
        JsonNode asked = post(
                "/spend/calculate",
                "{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":\"one two three\"}]}");
        assertThat(asked.path("cost").decimalValue()).isPositive();
        JsonNode answered = post(
                "/spend/calculate",
                "{\"model\":\"echo\",\"completion_response\":{\"usage\":"
                        + "{\"prompt_tokens\":10,\"completion_tokens\":5}}}");
        assertThat(answered.path("cost").decimalValue()).isEqualByComparingTo("0.00002");
        JsonNode listed = post(
                "/spend/calculate",
                "{\"model\":\"gpt-4o\",\"completion_response\":{\"usage\":{\"prompt_tokens\":1000000}}}");
        assertThat(listed.path("cost").decimalValue()).isPositive();
        JsonNode estimate = post(
                "/cost/estimate",
                "{\"model\":\"echo\",\"input_tokens\":1000,\"output_tokens\":500,\"num_requests_per_day\":100}");
        assertThat(estimate.path("cost_per_request").decimalValue()).isEqualByComparingTo("0.002");
        assertThat(estimate.path("input_cost_per_request").decimalValue()).isEqualByComparingTo("0.001");
        assertThat(estimate.path("daily_cost").decimalValue()).isEqualByComparingTo("0.2");
        assertThat(estimate.path("monthly_cost").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/spend/calculate|{}|400",
                "/spend/calculate|{\"model\":\"echo\"}|400",
                "/spend/calculate|{\"model\":7}|422",
                "/spend/calculate|{\"model\":\"no such model\",\"messages\":[]}|404",
                "/spend/calculate|{\"model\":\"echo\",\"completion_response\":[]}|422",
                "/spend/calculate|{\"completion_response\":{\"usage\":{\"prompt_tokens\":1e300}}}|404",
                "/cost/estimate|{}|422",
                "/cost/estimate|{\"model\":\"echo\",\"input_tokens\":-1}|400",
                "/cost/estimate|{\"model\":\"echo\",\"input_tokens\":1e30}|422",
                "/cost/estimate|{\"model\":\"echo\",\"num_requests_per_day\":9223372036854775807}|400",
                "/global/spend/end_users|{\"startTime\":\"soon\"}|400",
                "/global/spend/end_users|{\"api_key\":1}|422",
                "/global/predict/spend/logs|{}|501"
            })
    void badBodiesAreTheClientsFault(String path, String body, int status) {
        HttpResponse<String> answer = stage.gateway().post(path, SpendStage.MASTER, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "/global/spend/report, 400",
        "/global/spend/report?start_date=2026-01-01&end_date=2026-01-02&group_by=day, 400",
        "/global/spend/provider, 400",
        "/global/spend/tags, 400",
        "/global/activity, 400",
        "/global/activity/exceptions, 400",
        "/global/spend/keys?limit=0, 422",
        "/global/spend/keys?limit=1001, 422",
        "/global/spend/models?limit=many, 422",
        "/global/spend/logs?api_key=%00, 422",
        "/global/activity?start_date=2026-01-01&end_date=2026-13-01, 400",
        "/spend/keys?limit=-1, 422",
        "/spend/users?user_id=%00, 422"
    })
    void badParametersAreTheClientsFault(String path, int status) {
        HttpResponse<String> answer = stage.gateway().get(path, SpendStage.MASTER);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    @Test
    void whatThereIsNothingOfHasItsShape() {
        assertThat(read("/provider/budgets").path("providers").isObject()).isTrue();
        assertThat(post("/global/spend/refresh", "").path("status").textValue()).isEqualTo("success");
    }

    private static JsonNode read(String path) {
        return stage.read(path, SpendStage.MASTER);
    }

    private static JsonNode post(String path, String body) {
        HttpResponse<String> answer = stage.gateway().post(path, SpendStage.MASTER, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestGateway.json(answer);
    }
}
