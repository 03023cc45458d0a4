package io.meridian.admin.spend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.auth.KeyHash;
import io.meridian.testing.Await;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sees whose spend: no parameter shows anybody but administrators what is not theirs. */
class SpendScopeIT {
    private static String span;

    private static SpendStage stage;
    private static String anne;
    private static String bob;
    private static String nobodys;
    private static String otherNobodys;
    private static String callOfAnne;
    private static String callOfBob;
    private static String callOfNobody;

    @BeforeAll
    static void start() {
        String today = LocalDate.now(Clock.systemUTC()).toString();
        span = "start_date=" + today + "&end_date=" + today;
        stage = SpendStage.start(Map.of());
        stage.team("blue", "acme");
        stage.team("red", "acme");
        for (String user : List.of("anne", "bob", "tess", "oscar")) {
            stage.user(user);
        }
        stage.member("blue", "anne", "user");
        stage.member("blue", "bob", "user");
        stage.member("blue", "tess", "admin");
        stage.execute("insert into meridian.organization_member values ('acme', 'oscar', 'org_admin', null, now(),"
                + " now())");
        anne = stage.gateway().newKey("{\"user_id\":\"anne\",\"team_id\":\"blue\",\"key_alias\":\"of-anne\"}");
        bob = stage.gateway().newKey("{\"user_id\":\"bob\",\"team_id\":\"blue\",\"key_alias\":\"of-bob\"}");
        nobodys = stage.gateway().newKey("{}");
        otherNobodys = stage.gateway().newKey("{}");
        callOfAnne = stage.call(anne);
        callOfBob = stage.call(bob);
        callOfNobody = stage.call(nobodys);
        String callOfOther = stage.call(otherNobodys);
        List.of(callOfAnne, callOfBob, callOfNobody, callOfOther).forEach(stage::awaitRow);
        stage.execute("insert into meridian.spend_activity_tag select day, 'tag-of-' || user_id, api_key, user_id,"
                + " team_id, model, model_group, provider, call_type, spend_nano, prompt_tokens, completion_tokens,"
                + " cached_prompt_tokens, cache_creation_tokens, requests, successful_requests, failed_requests,"
                + " interrupted_requests from meridian.spend_activity");
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/spend/logs",
                "/spend/logs?api_key=BOB",
                "/spend/logs?request_id=CALL",
                "/spend/logs?SPAN",
                "/spend/logs?SPAN&summarize=false",
                "/spend/logs?SPAN&api_key=BOB",
                "/spend/logs/v2?SPAN",
                "/spend/logs/v2?SPAN&api_key=BOB",
                "/spend/logs/v2?SPAN&team_id=blue",
                "/spend/logs?team_id=blue",
                "/spend/logs?SPAN&team_id=blue",
                "/team/daily/activity?SPAN",
                "/team/daily/activity?SPAN&team_ids=blue",
                "/team/daily/activity/aggregated?SPAN&team_ids=blue",
                "/spend/logs/v2?SPAN&end_user=eve",
                "/spend/logs/v2?SPAN&key_alias=of-bob",
                "/spend/logs/v2?SPAN&request_id=CALL",
                "/spend/logs/v2?SPAN&model=mock/echo",
                "/spend/logs/ui?SPAN&sort_by=spend",
                "/spend/logs/session/ui?session_id=x",
                "/spend/keys",
                "/spend/tags?SPAN",
                "/global/activity?SPAN",
                "/global/activity/model?SPAN",
                "/global/activity/cache_hits?SPAN",
                "/global/activity/exceptions?SPAN",
                "/global/activity/exceptions/deployment?SPAN",
                "/user/daily/activity?SPAN",
                "/user/daily/activity?SPAN&api_key=BOB",
                "/user/daily/activity/aggregated?SPAN",
                "/user/daily/activity/aggregated?SPAN&exclude_user_ids=anne"
            })
    void everybodySeesTheirOwn(String path) {
        String asked =
                path.replace("SPAN", span).replace("BOB", KeyHash.of(bob).hex()).replace("CALL", callOfBob);
        HttpResponse<String> answer = stage.gateway().get(asked, anne);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .doesNotContain(
                        "bob",
                        callOfBob,
                        KeyHash.of(bob).hex(),
                        KeyHash.of(nobodys).hex(),
                        KeyHash.of(otherNobodys).hex());
        // the path is one that shows something, not one that is misspelt
        assertThat(stage.gateway().get(asked, SpendStage.MASTER).statusCode()).isEqualTo(200);
    }

    @Test
    void anAdministratorSeesEverybody() {
        JsonNode rows = stage.read("/spend/logs/v2?" + span, SpendStage.MASTER);
        assertThat(rows.path("total").intValue()).isGreaterThanOrEqualTo(4);
        assertThat(stage.read("/user/daily/activity?" + span, SpendStage.MASTER)
                        .path("metadata")
                        .path("total_api_requests")
                        .intValue())
                .isGreaterThanOrEqualTo(4);
        assertThat(stage.read("/spend/keys", SpendStage.MASTER).findValuesAsText("key_alias"))
                .contains("of-anne", "of-bob");
        assertThat(stage.read("/global/activity?" + span, SpendStage.MASTER)
                        .path("sum_api_requests")
                        .intValue())
                .isGreaterThanOrEqualTo(4);
    }

    @Test
    void theirOwnIsThere() {
        assertThat(stage.read("/spend/logs/v2?" + span, anne).path("total").intValue())
                .isEqualTo(1);
        assertThat(stage.read("/spend/logs?request_id=" + callOfAnne, anne)).hasSize(1);
        assertThat(stage.read("/user/daily/activity?" + span + "&user_id=anne", anne)
                        .path("metadata")
                        .path("total_api_requests")
                        .intValue())
                .isEqualTo(1);
        assertThat(stage.read("/spend/tags?" + span, anne).findValuesAsText("individual_request_tag"))
                .containsExactly("tag-of-anne");
        assertThat(stage.read("/spend/keys", anne).findValuesAsText("key_alias"))
                .containsExactly("of-anne");
    }

    /** Of two keys that belong to nobody neither belongs to the other's nobody. */
    @Test
    void aKeyOfNobodySeesItself() {
        JsonNode rows = stage.read("/spend/logs/v2?" + span, nobodys);
        assertThat(rows.path("data").findValuesAsText("litellm_call_id")).containsExactly(callOfNobody);
        assertThat(stage.read("/spend/keys", nobodys).findValuesAsText("token"))
                .containsExactly(KeyHash.of(nobodys).hex());
        assertThat(stage.read("/user/daily/activity?" + span, nobodys)
                        .path("metadata")
                        .path("total_api_requests")
                        .intValue())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/spend/logs?user_id=bob",
                "/spend/logs/v2?SPAN&user_id=bob",
                "/spend/logs/ui?SPAN&user_id=bob",
                "/user/daily/activity?SPAN&user_id=bob",
                "/user/daily/activity/aggregated?SPAN&user_id=bob"
            })
    void toNameAnotherUserIsRefused(String path) {
        for (String key : List.of(anne, nobodys)) {
            HttpResponse<String> answer = stage.gateway().get(path.replace("SPAN", span), key);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("Non-admin users can only view their own spend data.");
        }
    }

    @Test
    void theDetailsOfAnothersCallAreNotFound() {
        assertThat(stage.gateway().get("/spend/logs/ui/" + callOfBob, anne).statusCode())
                .isEqualTo(404);
        assertThat(stage.gateway().get("/spend/logs/ui/" + callOfAnne, anne).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/global/spend",
                "/global/spend/logs",
                "/global/spend/keys",
                "/global/spend/teams",
                "/global/spend/models",
                "/global/spend/provider?SPAN",
                "/global/spend/tags?SPAN",
                "/global/spend/all_tag_names",
                "/global/spend/report?SPAN",
                "/global/all_end_users",
                "/spend/users",
                "/customer/daily/activity?SPAN",
                "/end_user/daily/activity?SPAN",
                "/tag/daily/activity?SPAN",
                "/provider/budgets"
            })
    void whatIsAboutEverybodyIsForAdministrators(String path) {
        assertThat(stage.gateway().get(path.replace("SPAN", span), anne).statusCode())
                .isEqualTo(401);
        assertThat(stage.gateway()
                        .get(path.replace("SPAN", span), SpendStage.MASTER)
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/spend/logs/v2?SPAN&team_id=blue",
                "/spend/logs/ui?SPAN&team_id=blue",
                "/spend/logs?team_id=blue",
                "/team/daily/activity?SPAN&team_ids=blue",
                "/team/daily/activity?SPAN",
                "/team/daily/activity/aggregated?SPAN&team_ids=blue"
            })
    void administratorsOfATeamSeeAllOfIt(String path) {
        String asked = path.replace("SPAN", span);
        String tess = stage.gateway().newKey("{\"user_id\":\"tess\"}");
        String oscar = stage.gateway().newKey("{\"user_id\":\"oscar\"}");
        List<String> administrators = path.endsWith("SPAN") ? List.of(tess) : List.of(tess, oscar);
        for (String key : administrators) {
            HttpResponse<String> answer = stage.gateway().get(asked, key);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body())
                    .contains(KeyHash.of(anne).hex(), KeyHash.of(bob).hex())
                    .doesNotContain(KeyHash.of(nobodys).hex());
        }
    }

    @Test
    void theSpendOfAForeignTeamIsRefused() {
        for (String path : List.of(
                "/spend/logs/v2?SPAN&team_id=red",
                "/spend/logs/v2?SPAN&team_id=no-such-team",
                "/spend/logs?team_id=red",
                "/team/daily/activity?SPAN&team_ids=blue,red",
                "/organization/daily/activity?SPAN",
                "/organization/daily/activity?SPAN&organization_ids=acme")) {
            for (String key : List.of(anne, nobodys)) {
                assertThat(stage.gateway().get(path.replace("SPAN", span), key).statusCode())
                        .as(path)
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void membersSeeTheirTeamIfItLetsThem() {
        stage.user("mia");
        stage.team("green", "acme");
        stage.member("green", "mia", "user");
        String mia = stage.gateway().newKey("{\"user_id\":\"mia\"}");
        String other = stage.gateway().newKey("{\"user_id\":\"bob\",\"team_id\":\"green\"}");
        stage.awaitRow(stage.call(other));
        String asked = "/spend/logs/v2?" + span + "&team_id=green";
        assertThat(stage.read(asked, mia).path("total").intValue()).isZero();
        stage.execute("update meridian.team set team_member_permissions = '{/spend/logs}' where team_id = 'green'");
        stage.execute("insert into meridian.change_log (seq, kind, id) values"
                + " (nextval('meridian.change_log_seq'), 'team', 'green')");
        Await.until(
                "the team is looked up anew",
                () -> stage.read(asked, mia).path("total").intValue() == 1);
        // a permission is for what it names
        assertThat(stage.gateway()
                        .get("/team/daily/activity?team_ids=green&" + span, mia)
                        .body())
                .doesNotContain(KeyHash.of(other).hex());
    }

    @Test
    void administratorsOfAnOrganizationSeeAllOfIt() {
        String oscar = stage.gateway().newKey("{\"user_id\":\"oscar\"}");
        String ofAcme = stage.gateway().newKey("{\"organization_id\":\"acme\"}");
        stage.awaitRow(stage.call(ofAcme));
        assertThat(stage.gateway()
                        .get("/organization/daily/activity?page_size=1000&" + span, oscar)
                        .body())
                // a team's calls are its organization's
                .contains(KeyHash.of(ofAcme).hex(), KeyHash.of(bob).hex())
                .doesNotContain(KeyHash.of(nobodys).hex());
        assertThat(stage.gateway()
                        .get("/organization/daily/activity?organization_ids=other&" + span, oscar)
                        .statusCode())
                .isEqualTo(403);
    }
}
