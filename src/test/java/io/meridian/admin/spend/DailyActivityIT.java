package io.meridian.admin.spend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.auth.KeyHash;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Activity by day: of users, teams, organizations, customers and tags, in one shape. */
class DailyActivityIT {
    private static final String APRIL = "start_date=2026-04-01&end_date=2026-04-30";

    private static SpendStage stage;

    @BeforeAll
    static void start() {
        stage = SpendStage.start(Map.of());
        stage.team("t-live", "o-live");
        // 2 days, 3 keys, 2 models: 12 rows of sums, each of one dollar and 10 calls
        stage.execute("insert into meridian.spend_activity select date '2026-04-10' + d, 'key-' || k, 'user-' || k,"
                + " case k when 3 then '' else 'team-' || k end, 'org-' || k % 2, 'openai/m' || m, 'm' || m, 'openai',"
                + " 'acompletion', 1000000000, 7, 5, 2, 1, 10, 8, 1, 1"
                + " from generate_series(0, 1) d, generate_series(1, 3) k, generate_series(1, 2) m");
        for (String one : List.of("end_user", "tag")) {
            stage.execute(("insert into meridian.spend_activity_%s select day, 'of-' || user_id, api_key, user_id,"
                            + " team_id, model, model_group, provider, call_type, spend_nano, prompt_tokens,"
                            + " completion_tokens, cached_prompt_tokens, cache_creation_tokens, requests,"
                            + " successful_requests, failed_requests, interrupted_requests"
                            + " from meridian.spend_activity")
                    .formatted(one));
        }
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void aDayHasTheNineNumbersAndAPageTheirSums() {
        JsonNode answer = read("/team/daily/activity?page_size=1000&" + APRIL);
        assertThat(answer.path("results").findValuesAsText("date")).containsExactly("2026-04-11", "2026-04-10");
        JsonNode day = answer.path("results").get(0);
        assertThat(day.path("metrics").toString())
                .isEqualTo("{\"spend\":6,\"prompt_tokens\":42,\"completion_tokens\":30,"
                        + "\"cache_read_input_tokens\":12,\"cache_creation_input_tokens\":6,\"total_tokens\":72,"
                        + "\"successful_requests\":48,\"failed_requests\":12,\"api_requests\":60}");
        JsonNode metadata = answer.path("metadata");
        assertThat(metadata.path("total_spend").intValue()).isEqualTo(12);
        assertThat(metadata.path("total_api_requests").intValue()).isEqualTo(120);
        assertThat(metadata.path("total_tokens").intValue()).isEqualTo(144);
        assertThat(metadata.path("page").intValue()).isEqualTo(1);
        assertThat(metadata.path("total_pages").intValue()).isEqualTo(1);
        assertThat(metadata.path("has_more").booleanValue()).isFalse();
    }

    @Test
    void aDayIsBrokenDownByEverything() {
        JsonNode day = read("/team/daily/activity?page_size=1000&" + APRIL)
                .path("results")
                .get(0);
        JsonNode breakdown = day.path("breakdown");
        assertThat(names(breakdown))
                .containsExactlyInAnyOrder(
                        "models", "model_groups", "providers", "mcp_servers", "endpoints", "api_keys", "entities");
        assertThat(names(breakdown.path("models"))).containsExactlyInAnyOrder("openai/m1", "openai/m2");
        assertThat(names(breakdown.path("model_groups"))).containsExactlyInAnyOrder("m1", "m2");
        assertThat(names(breakdown.path("providers"))).containsExactly("openai");
        assertThat(names(breakdown.path("endpoints"))).containsExactly("/chat/completions");
        assertThat(names(breakdown.path("entities"))).containsExactlyInAnyOrder("team-1", "team-2", "Unassigned");
        assertThat(names(breakdown.path("api_keys"))).containsExactlyInAnyOrder("key-1", "key-2", "key-3");
        JsonNode model = breakdown.path("models").path("openai/m1");
        assertThat(model.path("metrics").path("spend").intValue()).isEqualTo(3);
        assertThat(names(model.path("api_key_breakdown"))).hasSize(3);
        assertThat(model.path("api_key_breakdown")
                        .path("key-1")
                        .path("metrics")
                        .path("api_requests")
                        .intValue())
                .isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "team", "organization", "customer", "end_user", "tag"})
    void pagesAddUpToTheWhole(String whose) {
        JsonNode whole = read("/" + whose + "/daily/activity/aggregated?" + APRIL);
        BigDecimal spend = BigDecimal.ZERO;
        int calls = 0;
        Set<String> entities = new HashSet<>();
        for (int page = 1; page <= 3; page++) {
            JsonNode answer = read("/" + whose + "/daily/activity?page_size=5&page=" + page + "&" + APRIL);
            JsonNode metadata = answer.path("metadata");
            assertThat(metadata.path("total_pages").intValue()).isEqualTo(3);
            assertThat(metadata.path("has_more").booleanValue()).isEqualTo(page < 3);
            spend = spend.add(metadata.path("total_spend").decimalValue());
            calls += metadata.path("total_api_requests").intValue();
            answer.path("results")
                    .forEach(day -> entities.addAll(names(day.path("breakdown").path("entities"))));
        }
        assertThat(spend)
                .isEqualByComparingTo("12")
                .isEqualByComparingTo(whole.path("metadata").path("total_spend").decimalValue());
        assertThat(calls)
                .isEqualTo(120)
                .isEqualTo(whole.path("metadata").path("total_api_requests").intValue());
        Set<String> all = new HashSet<>();
        whole.path("results")
                .forEach(day -> all.addAll(names(day.path("breakdown").path("entities"))));
        assertThat(entities).isEqualTo(all);
        assertThat(read("/" + whose + "/daily/activity?page_size=5&page=4&" + APRIL)
                        .path("results"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/user/daily/activity, user_id=user-2, 4",
        "/user/daily/activity, user_id=user-_, 0",
        "/team/daily/activity, team_ids=team-1, 4",
        "/team/daily/activity, 'team_ids=team-1,team-2,nobody', 8",
        "/team/daily/activity, exclude_team_ids=team-1, 8",
        "/organization/daily/activity, organization_ids=org-0, 4",
        "/customer/daily/activity, end_user_ids=of-user-1, 4",
        "/end_user/daily/activity, exclude_end_user_ids=of-user-1, 8",
        "/tag/daily/activity, 'tags=of-user-1,of-user-3', 8",
        "/team/daily/activity, model=openai/m1, 6",
        "/team/daily/activity, model=m2, 6",
        "/team/daily/activity, model=m%25, 0",
        "/user/daily/activity, api_key=litellm_proxy_master_key, 0",
        "/team/daily/activity/aggregated, team_ids=team-2, 4"
    })
    void aFilterNarrows(String path, String filter, int dollars) {
        JsonNode answer = read(path + "?page_size=1000&" + APRIL + "&" + filter);
        assertThat(answer.path("metadata").path("total_spend").intValue()).isEqualTo(dollars);
    }

    @ParameterizedTest
    @CsvSource({"0, 6", "60, 12", "-60, 6", "480, 12"})
    void aDayOfTheClientsMayEndAfterOurs(int minutes, int dollars) {
        JsonNode answer = read(
                "/team/daily/activity?page_size=1000&start_date=2026-04-10&end_date=2026-04-10&timezone=" + minutes);
        assertThat(answer.path("metadata").path("total_spend").intValue()).isEqualTo(dollars);
    }

    @Test
    void ofManyKeysThoseThatSpentMostAreNamed() {
        JsonNode answer = read("/team/daily/activity/aggregated?api_key_limit=1&" + APRIL);
        assertThat(names(answer.path("results").get(0).path("breakdown").path("api_keys")))
                .hasSize(1);
        assertThat(answer.path("metadata").path("total_api_keys").intValue()).isEqualTo(3);
        assertThat(answer.path("metadata").path("api_key_limit").intValue()).isEqualTo(1);
        assertThat(answer.path("metadata").path("total_spend").intValue()).isEqualTo(12);
        assertThat(answer.path("results").get(0).path("metrics").path("spend").intValue())
                .isEqualTo(6);
    }

    @Test
    void aCallIsInItAtOnce() {
        String key = stage.gateway()
                .newKey("{\"user_id\":\"u-live\",\"team_id\":\"t-live\",\"organization_id\":\"o-live\","
                        + "\"key_alias\":\"live\"}");
        stage.awaitRow(stage.call(key));
        String today = LocalDate.now(Clock.systemUTC()).toString();
        String span = "start_date=" + today + "&end_date=" + today;
        for (String asked : List.of(
                "/user/daily/activity?user_id=u-live&",
                "/team/daily/activity?team_ids=t-live&",
                "/organization/daily/activity?organization_ids=o-live&",
                "/customer/daily/activity?end_user_ids=eve&")) {
            JsonNode day = read(asked + span).path("results").get(0);
            assertThat(day.path("metrics").path("successful_requests").intValue())
                    .isEqualTo(1);
            JsonNode ofKey =
                    day.path("breakdown").path("api_keys").path(KeyHash.of(key).hex());
            assertThat(ofKey.path("metadata").path("key_alias").textValue()).isEqualTo("live");
            assertThat(ofKey.path("metadata").path("team_id").textValue()).isEqualTo("t-live");
            JsonNode team = day.path("breakdown").path("entities").path("t-live");
            if (!team.isMissingNode()) {
                assertThat(team.path("metadata").path("alias").textValue()).isEqualTo("alias of t-live");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', 400",
        "start_date=2026-04-01, 400",
        "start_date=2026-04-01&end_date=soon, 400",
        "start_date=2026-04-01 00:00:00&end_date=2026-04-02, 400",
        "start_date=2026-04-01&end_date=2026-04-30&page=0, 422",
        "start_date=2026-04-01&end_date=2026-04-30&page_size=1001, 422",
        "start_date=2026-04-01&end_date=2026-04-30&timezone=east, 422",
        "start_date=2026-04-01&end_date=2026-04-30&model=%00, 422",
        "start_date=9998-12-31&end_date=9998-12-31&timezone=60, 200",
        "start_date=2026-05-01&end_date=2026-04-01, 200"
    })
    void badInputIsTheClientsFault(String parameters, int status) {
        for (String whose : List.of("user", "team", "organization", "customer", "end_user", "tag")) {
            HttpResponse<String> answer = stage.gateway()
                    .get("/" + whose + "/daily/activity?" + parameters.replace(" ", "%20"), SpendStage.MASTER);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        }
    }

    private static JsonNode read(String path) {
        return stage.read(path, SpendStage.MASTER);
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
