package io.meridian.admin.spend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.auth.KeyHash;
import io.meridian.server.TestGateway;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The spend log as administrators read it: rows of real calls, and planted ones page by page. */
class SpendLogsIT {
    private static final String MARCH = "start_date=2026-03-01&end_date=2026-03-02";
    private static final String MARCH_FIRST = "/spend/logs/v2?start_date=2026-03-01&end_date=2026-03-01";

    private static SpendStage stage;

    @BeforeAll
    static void start() {
        stage = SpendStage.start(Map.of());
        stage.team("t-read", "o-read");
        for (String day : List.of("2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05")) {
            stage.day(day);
        }
        // two of a kind share an instant, so that only the identity of a row can tell which comes first
        stage.plant(
                250,
                Map.of(
                        "started_at",
                        "timestamptz '2026-03-01 00:00:00+00' + (n / 2) * interval '1 minute'",
                        "ended_at",
                        "timestamptz '2026-03-01 06:00:00+00' - n * interval '1 minute'",
                        "model",
                        "'model-' || n % 7",
                        "total_tokens",
                        "n % 11"));
        stage.plant(
                20,
                Map.ofEntries(
                        Map.entry("started_at", "timestamptz '2026-03-02 00:00:00+00' + n * interval '1 hour'"),
                        Map.entry("ended_at", "timestamptz '2026-03-03 00:00:00+00'"),
                        Map.entry("request_id", "'second-' || n"),
                        Map.entry("call_id", "'second-call-' || n"),
                        Map.entry("api_key", "lpad(n::text, 64, 'a')"),
                        Map.entry("user_id", "'user-' || n"),
                        Map.entry("team_id", "'team-' || n"),
                        Map.entry("end_user", "'customer-' || n"),
                        Map.entry("session_id", "'session-' || n"),
                        Map.entry("model", "'special-' || n"),
                        Map.entry("model_id", "'deployment-' || n"),
                        Map.entry("model_group", "'group-' || n"),
                        Map.entry("key_alias", "'alias_' || n || '%'"),
                        Map.entry(
                                "status", "case n when 5 then 'failure' when 6 then 'interrupted' else 'success' end"),
                        Map.entry(
                                "metadata",
                                "case n when 5 then '{\"error_information\":{\"error_code\":\"429\",\"error_message\":"
                                        + "\"too 100% many\"}}'::jsonb else '{}'::jsonb end")));
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void aCallIsReadBackUnderTheNamesOfTheContract() {
        String key = stage.gateway().newKey("{\"key_alias\":\"reader\",\"user_id\":\"u-read\",\"team_id\":\"t-read\"}");
        String id = stage.call(key);
        stage.awaitRow(id);
        JsonNode rows = stage.read("/spend/logs?request_id=" + id, SpendStage.MASTER);
        assertThat(rows).hasSize(1);
        JsonNode row = rows.get(0);
        String hash = KeyHash.of(key).hex();
        assertThat(row.path("litellm_call_id").textValue()).isEqualTo(id);
        assertThat(row.path("request_id").textValue()).startsWith("chatcmpl-");
        assertThat(row.path("call_type").textValue()).isEqualTo("acompletion");
        assertThat(row.path("api_key").textValue()).isEqualTo(hash);
        assertThat(row.path("user").textValue()).isEqualTo("u-read");
        assertThat(row.path("team_id").textValue()).isEqualTo("t-read");
        assertThat(row.path("end_user").textValue()).isEqualTo("eve");
        assertThat(row.path("model").textValue()).isEqualTo("mock/echo");
        assertThat(row.path("model_group").textValue()).isEqualTo("echo");
        assertThat(row.path("model_id").textValue()).isEqualTo("echo-1");
        assertThat(row.path("custom_llm_provider").textValue()).isEqualTo("mock");
        assertThat(row.path("status").textValue()).isEqualTo("success");
        assertThat(row.path("cache_hit").textValue()).isEqualTo("False");
        assertThat(row.path("startTime").textValue()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
        assertThat(row.path("endTime").isTextual()).isTrue();
        assertThat(row.path("completionStartTime").isTextual()).isTrue();
        assertThat(row.path("request_duration_ms").isIntegralNumber()).isTrue();
        assertThat(row.path("request_tags").isArray()).isTrue();
        assertThat(row.path("messages")).isEmpty();
        assertThat(row.path("response").isObject()).isTrue();
        assertThat(row.path("proxy_server_request").isObject()).isTrue();
        long nano = 1_000 * row.path("prompt_tokens").longValue()
                + 2_000 * row.path("completion_tokens").longValue();
        assertThat(row.path("spend").decimalValue().movePointRight(9).longValueExact())
                .isEqualTo(nano)
                .isPositive();
        requireRepeated(row, hash);
    }

    private static void requireRepeated(JsonNode row, String hash) {
        JsonNode metadata = row.path("metadata");
        assertThat(metadata.path("user_api_key").textValue()).isEqualTo(hash);
        assertThat(metadata.path("user_api_key_alias").textValue()).isEqualTo("reader");
        assertThat(metadata.path("user_api_key_user_id").textValue()).isEqualTo("u-read");
        assertThat(metadata.path("user_api_key_team_id").textValue()).isEqualTo("t-read");
        assertThat(metadata.path("usage_object").path("total_tokens")).isEqualTo(row.path("total_tokens"));
    }

    @Test
    void whatWasSaidIsNotKept() {
        String id = stage.call(SpendStage.MASTER);
        stage.awaitRow(id);
        JsonNode details = stage.read("/spend/logs/ui/" + id, SpendStage.MASTER);
        assertThat(details.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("messages", "response", "proxy_server_request");
        HttpResponse<String> unknown = stage.gateway().get("/spend/logs/ui/nothing", SpendStage.MASTER);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("not found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&sort_order=asc",
                "&sort_by=endTime",
                "&sort_by=spend&sort_order=asc",
                "&sort_by=total_tokens",
                "&sort_by=request_duration_ms",
                "&sort_by=model&sort_order=ASC"
            })
    void pagesHaveEveryRowOnce(String order) {
        List<String> seen = new ArrayList<>();
        for (int page = 1; page <= 4; page++) {
            JsonNode answer = march("&page_size=80&page=" + page + order);
            assertThat(answer.path("total").intValue()).isEqualTo(250);
            assertThat(answer.path("total_is_capped").booleanValue()).isFalse();
            assertThat(answer.path("total_pages").intValue()).isEqualTo(4);
            assertThat(answer.path("page").intValue()).isEqualTo(page);
            assertThat(answer.path("page_size").intValue()).isEqualTo(80);
            answer.path("data").forEach(row -> seen.add(row.path("request_id").textValue()));
        }
        assertThat(seen).hasSize(250);
        assertThat(new HashSet<>(seen)).hasSize(250);
        assertThat(march("&page_size=80&page=5" + order).path("data")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "startTime, startTime",
        "endTime, endTime",
        "spend, spend",
        "total_tokens, total_tokens",
        "model, model",
        "request_duration_ms, request_duration_ms"
    })
    void rowsAreSortedBothWays(String by, String field) {
        for (String direction : List.of("asc", "desc")) {
            List<JsonNode> values = new ArrayList<>();
            march("&page_size=100&sort_by=" + by + "&sort_order=" + direction)
                    .path("data")
                    .forEach(row -> values.add(row.path(field)));
            assertThat(values).hasSize(100);
            for (int i = 1; i < values.size(); i++) {
                JsonNode one = values.get(i - 1);
                JsonNode next = values.get(i);
                int order = one.isNumber()
                        ? one.decimalValue().compareTo(next.decimalValue())
                        : one.textValue().compareTo(next.textValue());
                assertThat(direction.equals("asc") ? order : -order).isLessThanOrEqualTo(0);
            }
        }
    }

    @Test
    void theNewestComesFirstAndRowsOfAListLackWhatWasSaid() {
        JsonNode rows = march("").path("data");
        assertThat(rows).hasSize(50);
        assertThat(rows.get(0).path("startTime").textValue()).startsWith("2026-03-01T02:05:00");
        assertThat(rows.get(0).has("messages")).isFalse();
        assertThat(stage.read("/spend/logs/ui?start_date=2026-03-01&end_date=2026-03-01", SpendStage.MASTER))
                .isEqualTo(march(""));
    }

    @ParameterizedTest
    @CsvSource({
        "user_id, user-7, 7",
        "team_id, team-8, 8",
        "end_user, customer-9, 9",
        "session_id, session-10, 10",
        "model, special-11, 11",
        "model_id, deployment-12, 12",
        "model_group, group-13, 13",
        "request_id, second-14, 14",
        "request_id, second-call-15, 15",
        "key_alias, alias_16%, 16",
        "key_alias, s_16, 16",
        "error_code, 429, 5",
        "error_message, 100%, 5",
        "error_message, too, 5"
    })
    void aFilterLetsPassWhatItNames(String parameter, String value, int row) {
        JsonNode answer = stage.read(
                "/spend/logs/v2?" + MARCH + "&" + SpendStage.query(Map.of(parameter, value)), SpendStage.MASTER);
        assertThat(ids(answer)).containsExactly("second-" + row);
        assertThat(answer.path("total").intValue()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "key_alias, alias%, 0",
        "key_alias, alias_1, 11",
        "key_alias, aliasx1, 0",
        "key_alias, %, 20",
        "error_message, t_o, 0",
        "error_message, 100_, 0",
        "user_id, user-_, 0",
        "status_filter, failure, 2",
        "cache_hit_filter, true, 0",
        "min_spend, 0.000000015, 6"
    })
    void aWildcardIsAnOrdinaryCharacter(String parameter, String value, int rows) {
        JsonNode answer = stage.read(
                "/spend/logs/v2?start_date=2026-03-02&end_date=2026-03-02&"
                        + SpendStage.query(Map.of(parameter, value)),
                SpendStage.MASTER);
        assertThat(answer.path("total").intValue()).isEqualTo(rows);
    }

    @Test
    void aKeyIsNamedByItselfOrByItsHash() {
        String key = stage.gateway().newKey("{}");
        stage.awaitRow(stage.call(key));
        for (String name : List.of(key, KeyHash.of(key).hex())) {
            assertThat(stage.read("/spend/logs?api_key=" + name, SpendStage.MASTER))
                    .hasSize(1);
        }
        String id = stage.call(SpendStage.MASTER);
        stage.awaitRow(id);
        assertThat(stage.read("/spend/logs?api_key=litellm_proxy_master_key", SpendStage.MASTER))
                .isNotEmpty();
    }

    @Test
    void aCallWhoseEndIsUnknownCountsAsFailedAndSaysSo() {
        JsonNode answer = stage.read(
                "/spend/logs/v2?start_date=2026-03-02&end_date=2026-03-02&status_filter=failure&sort_order=asc",
                SpendStage.MASTER);
        assertThat(ids(answer)).containsExactly("second-5", "second-6");
        assertThat(answer.path("data").get(1).path("status").textValue()).isEqualTo("failure");
        assertThat(answer.path("data").get(1).path("metadata").path("status").textValue())
                .isEqualTo("interrupted");
        assertThat(answer.path("data")
                        .get(0)
                        .path("metadata")
                        .path("error_information")
                        .path("error_code")
                        .textValue())
                .isEqualTo("429");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-02 03:00:00, 2026-03-02 03:00:00, 1",
        "2026-03-02 03:00:01, 2026-03-02 04:59:59, 1",
        "2026-03-02T03:00:00Z, 2026-03-02T05:00:00Z, 3",
        "2026-03-02, 2026-03-02 05:00:00, 5",
        "2026-03-03, 2026-03-02, 0"
    })
    void bothEndsOfASpanBelongToIt(String start, String end, int rows) {
        JsonNode answer = stage.read(
                "/spend/logs/v2?" + SpendStage.query(Map.of("start_date", start, "end_date", end)), SpendStage.MASTER);
        assertThat(answer.path("total").intValue()).isEqualTo(rows);
    }

    @Test
    void totalsAreExactToTenThousand() {
        stage.plant(
                10_000,
                Map.of(
                        "started_at", "timestamptz '2026-03-05 00:00:00+00' + n * interval '1 second'",
                        "user_id", "'many'"));
        String asked = "/spend/logs/v2?start_date=2026-03-05&end_date=2026-03-05&user_id=many&page=100&page_size=100";
        JsonNode exact = stage.read(asked, SpendStage.MASTER);
        assertThat(exact.path("total").intValue()).isEqualTo(10_000);
        assertThat(exact.path("total_is_capped").booleanValue()).isFalse();
        assertThat(exact.path("data")).hasSize(100);
        stage.plant(1, Map.of("started_at", "timestamptz '2026-03-05 23:00:00+00'", "user_id", "'many'"));
        JsonNode capped = stage.read(asked, SpendStage.MASTER);
        assertThat(capped.path("total").intValue()).isEqualTo(10_000);
        assertThat(capped.path("total_is_capped").booleanValue()).isTrue();
        // what lies beyond can be had all the same
        assertThat(stage.read(asked.replace("page=100&", "page=101&"), SpendStage.MASTER)
                        .path("data"))
                .hasSize(1);
    }

    @Test
    void aConversationIsListedWithoutDates() {
        JsonNode answer = stage.read("/spend/logs/session/ui?session_id=session-3", SpendStage.MASTER);
        assertThat(ids(answer)).containsExactly("second-3");
        assertThat(stage.gateway()
                        .get("/spend/logs/session/ui", SpendStage.MASTER)
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void withDatesTheOldFormSumsUpDays() {
        String key = stage.gateway().newKey("{\"user_id\":\"u-summary\"}");
        stage.awaitRow(stage.call(key));
        String today = java.time.LocalDate.now(java.time.Clock.systemUTC()).toString();
        String span = "start_date=" + today + "&end_date=" + today + "&api_key=" + key;
        JsonNode days = stage.read("/spend/logs?" + span, SpendStage.MASTER);
        assertThat(days).hasSize(1);
        JsonNode day = days.get(0);
        assertThat(day.path("startTime").textValue()).isEqualTo(today);
        assertThat(day.path("spend").decimalValue()).isPositive();
        assertThat(day.path("users").path("u-summary")).isEqualTo(day.path("spend"));
        assertThat(day.path("models").path("mock/echo")).isEqualTo(day.path("spend"));
        assertThat(day.path(KeyHash.of(key).hex())).isEqualTo(day.path("spend"));
        JsonNode rows = stage.read("/spend/logs?summarize=false&" + span, SpendStage.MASTER);
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).path("spend")).isEqualTo(day.path("spend"));
    }

    @ParameterizedTest
    @CsvSource({
        "/spend/logs/v2, 400",
        "/spend/logs/v2?start_date=2026-03-01, 400",
        "/spend/logs/v2?start_date=yesterday&end_date=2026-03-01, 400",
        "/spend/logs/v2?start_date=2026-02-30&end_date=2026-03-01, 400",
        "/spend/logs/v2?start_date=-999999999-01-01&end_date=2026-03-01, 400",
        "/spend/logs/v2?start_date=2026-03-01&end_date=99999-01-01, 400",
        "/spend/logs/v2?start_date=2026-03-01&end_date=2026-03-01&sort_by=metadata, 400",
        "/spend/logs/v2?start_date=2026-03-01&end_date=2026-03-01&sort_order=sideways, 400",
        "/spend/logs/v2?start_date=2026-03-01&end_date=2026-03-01&status_filter=maybe, 400",
        "/spend/logs/v2?start_date=2026-03-01&end_date=2026-03-01&page=0, 422",
        "/spend/logs/v2?start_date=2026-03-01&end_date=2026-03-01&page=one, 422",
        "/spend/logs/v2?start_date=2026-03-01&end_date=2026-03-01&page=99999999999999, 422",
        "/spend/logs/v2?start_date=2026-03-01&end_date=2026-03-01&page_size=101, 422",
        "/spend/logs/v2?start_date=2026-03-01&end_date=2026-03-01&page_size=0, 422",
        "/spend/logs/v2?start_date=2026-03-01&end_date=2026-03-01&min_spend=much, 422",
        "/spend/logs/v2?start_date=2026-03-01&end_date=2026-03-01&min_spend=1e999999999, 422",
        "/spend/logs/v2?start_date=2026-03-01&end_date=2026-03-01&user_id=a%00b, 422",
        "/spend/logs/ui?start_date=2026-03-01&end_date=2026-03-01&error_message=a%00b, 422",
        "/spend/logs?user_id=%00, 422",
        "/spend/logs?start_date=2026-03-01, 400",
        "/spend/logs?start_date=tomorrow&end_date=2026-03-01, 400",
        "/spend/logs?limit=1001, 422",
        "/spend/logs?start_date=2026-03-01&end_date=2026-03-01&summarize=perhaps, 422",
        "/spend/logs/v2?start_date=1970-01-01&end_date=9998-12-31&page=1000000&page_size=100, 200",
        "/spend/logs/v2?start_date=2026-03-01&end_date=2026-03-01&min_spend=-1e30&max_spend=1e30, 200"
    })
    void badInputIsTheClientsFault(String path, int status) {
        HttpResponse<String> answer = stage.gateway().get(path, SpendStage.MASTER);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    @Test
    void theFieldAtFaultIsNamed() {
        JsonNode answer =
                TestGateway.json(stage.gateway().get(MARCH_FIRST + "&page=0&page_size=1000", SpendStage.MASTER));
        assertThat(answer.path("detail").findValuesAsText("type")).hasSize(2);
        assertThat(answer.path("detail").get(0).path("loc").get(1).textValue()).isEqualTo("page");
        assertThat(answer.path("detail").get(1).path("loc").get(1).textValue()).isEqualTo("page_size");
    }

    @Test
    void withoutADatabaseItSaysSo() {
        try (TestGateway without = TestGateway.setup().start()) {
            for (String path : List.of("/spend/logs", MARCH_FIRST, "/spend/keys", "/global/spend")) {
                HttpResponse<String> answer = without.get(path, SpendStage.MASTER);
                assertThat(answer.statusCode()).isEqualTo(500);
                assertThat(answer.body()).contains("no_db_connection");
            }
        }
    }

    private static JsonNode march(String parameters) {
        return stage.read(MARCH_FIRST + parameters, SpendStage.MASTER);
    }

    private static List<String> ids(JsonNode answer) {
        List<String> ids = new ArrayList<>();
        answer.path("data").forEach(row -> ids.add(row.path("request_id").textValue()));
        return ids;
    }
}
