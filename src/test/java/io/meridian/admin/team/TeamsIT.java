package io.meridian.admin.team;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.base.JsonText;
import io.meridian.server.TestGateway;
import io.meridian.testing.TestPostgres;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Teams as administrators make, change and end them by curl. */
class TeamsIT {
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = TestGateway.setup()
                .with("DATABASE_URL", TestPostgres.newDatabase())
                .start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "team_alias|\"Core\"",
                "models|[\"a\",\"b\"]",
                "metadata|{\"a\":{\"b\":[1,null]}}",
                "max_budget|10.5",
                "soft_budget|0.1",
                "budget_duration|\"30d\"",
                "tpm_limit|9223372036854775807",
                "rpm_limit|10",
                "max_parallel_requests|3",
                "blocked|true",
                "team_member_permissions|[\"/key/generate\"]",
                "default_team_member_models|[\"a\"]",
                "access_group_ids|[\"g\"]",
                "policies|[\"p\"]",
                "router_settings|{\"fallbacks\":[]}",
                "model_max_budget|{\"a\":{\"budget_limit\":1.5,\"time_period\":\"1d\"}}",
                "budget_limits|[{\"budget_duration\":\"1d\",\"max_budget\":1.5}]"
            })
    void aFieldIsEchoedAndKept(String field, String value) {
        JsonNode made = ok("/team/new", "{\"%s\": %s}".formatted(field, value));
        assertThat(made.path(field)).isEqualTo(JsonText.stored(value));
        JsonNode info = info(made.path("team_id").textValue());
        assertThat(info.path(field)).isEqualTo(JsonText.stored(value));
    }

    @Test
    void whatLivesInMetadataIsKeptThere() {
        String id = gateway.newTeam("""
            {"tags": ["x"], "guardrails": ["g"], "model_rpm_limit": {"a": 5}, "metadata": {"own": 1}}
            """);
        assertThat(info(id).path("metadata"))
                .isEqualTo(JsonText.stored(
                        "{\"own\":1,\"model_rpm_limit\":{\"a\":5},\"tags\":[\"x\"],\"guardrails\":[\"g\"]}"));
    }

    @Test
    void anIdIsGivenOnceAndTheMasterKeyIsNoMember() {
        JsonNode made = ok("/team/new", "{\"team_id\": \"once\"}");
        assertThat(made.path("members_with_roles")).isEmpty();
        assertError(post("/team/new", "{\"team_id\": \"once\"}"), 400, "Team id = once already exists.");
        assertThat(post("/team/new", "{\"organization_id\": \"nowhere\"}").statusCode())
                .isEqualTo(400);
    }

    @Test
    void anUpdateChangesWhatIsSentAndClearsWhatIsNull() {
        String id = gateway.newTeam("""
            {"max_budget": 5, "budget_duration": "30d", "rpm_limit": 3, "tpm_limit": 4, "models": ["a"],
             "team_alias": "x", "metadata": {"a": 1}, "tags": ["t"], "team_member_permissions": ["/key/list"]}
            """);
        JsonNode data = update(id, "\"rpm_limit\": 7");
        assertThat(data.path("rpm_limit").intValue()).isEqualTo(7);
        assertThat(data.path("tpm_limit").intValue()).isEqualTo(4);
        data = update(
                id,
                "\"max_budget\": null, \"budget_duration\": null, \"models\": [], \"team_alias\": null, \"tags\": null,"
                        + " \"team_member_permissions\": null");
        for (String cleared :
                List.of("max_budget", "budget_duration", "budget_reset_at", "team_alias", "team_member_permissions")) {
            assertThat(data.path(cleared).isNull()).as(cleared).isTrue();
        }
        assertThat(data.path("models")).isEmpty();
        assertThat(data.path("metadata").toString()).isEqualTo("{\"a\":1}");
        assertError(post("/team/update", "{\"team_id\": \"none\"}"), 404, "not found");
    }

    @Test
    void aDeletedTeamTakesItsKeysAlongAndStaysInTheArchive() {
        String id = gateway.newTeam("{\"team_alias\": \"Gone soon\", \"team_member_budget\": 3}");
        ok("/team/member_add", """
            {"team_id": "%s", "member": {"role": "user", "user_id": "of gone"}}
            """.formatted(id));
        String key = gateway.newKey("{\"team_id\": \"%s\"}".formatted(id));
        assertThat(gateway.get("/v1/models", key).statusCode()).isEqualTo(200);
        assertThat(ok("/team/delete", "{\"team_ids\": [\"%s\"]}".formatted(id)).toString())
                .isEqualTo("{\"deleted_teams\":[\"%s\"]}".formatted(id));
        assertThat(gateway.get("/v1/models", key).statusCode()).isEqualTo(401);
        assertThat(gateway.get("/team/info?team_id=" + id, TestGateway.MASTER_KEY)
                        .statusCode())
                .isEqualTo(404);
        assertThat(get("/user/info?user_id=of%20gone").at("/user_info/teams")).isEmpty();
        JsonNode gone = get("/v2/team/list?status=deleted&team_id=" + id).at("/teams/0");
        assertThat(gone.path("team_alias").textValue()).isEqualTo("Gone soon");
        assertThat(gone.path("members_with_roles")).hasSize(1);
        assertThat(gone.path("deleted_by").textValue()).isEqualTo("default_user_id");
        assertThat(gone.path("deleted_at").textValue()).isNotEmpty();
        assertError(post("/team/delete", "{\"team_ids\": [\"%s\"]}".formatted(id)), 404, "not found");
    }

    @Test
    void aBlockedTeamIsRefusedAtOnce() {
        String id = gateway.newTeam("{}");
        String key = gateway.newKey("{\"team_id\": \"%s\"}".formatted(id));
        assertThat(gateway.get("/v1/models", key).statusCode()).isEqualTo(200);
        assertThat(ok("/team/block", "{\"team_id\": \"%s\"}".formatted(id))
                        .path("blocked")
                        .booleanValue())
                .isTrue();
        HttpResponse<String> refused = gateway.get("/v1/models", key);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).contains("Team=%s is blocked".formatted(id));
        ok("/team/unblock", "{\"team_id\": \"%s\"}".formatted(id));
        assertThat(gateway.get("/v1/models", key).statusCode()).isEqualTo(200);
    }

    @Test
    void modelsAreAddedAndTakenAway() {
        String id = gateway.newTeam("{}");
        assertThat(models("/team/model/add", id, "x")).isEqualTo("[\"all-proxy-models\",\"x\"]");
        assertThat(models("/team/model/add", id, "x")).isEqualTo("[\"all-proxy-models\",\"x\"]");
        assertThat(models("/team/model/delete", id, "all-proxy-models")).isEqualTo("[\"x\"]");
        assertThat(models("/team/model/delete", id, "x"))
                .as("taking the last one away does not open everything")
                .isEqualTo("[\"no-default-models\"]");
    }

    @Test
    void whatMembersMayDoIsListedAndChanged() {
        String id = gateway.newTeam("{}");
        JsonNode listed = get("/team/permissions_list?team_id=" + id);
        assertThat(listed.path("team_member_permissions").toString()).isEqualTo("[\"/key/info\",\"/key/health\"]");
        assertThat(listed.path("all_available_permissions")).hasSize(16);
        ok("/team/permissions_update", """
            {"team_id": "%s", "team_member_permissions": ["/key/generate"]}
            """.formatted(id));
        assertThat(post("/team/permissions_update", """
            {"team_id": "%s", "team_member_permissions": ["/user/new"]}
            """.formatted(id)).statusCode())
                .isEqualTo(400);
        ok("/team/permissions_bulk_update", """
            {"team_ids": ["%s"], "permissions": ["/key/list"]}
            """.formatted(id));
        assertThat(info(id).path("team_member_permissions").toString()).isEqualTo("[\"/key/generate\",\"/key/list\"]");
    }

    @Test
    void callbacksAreKeptWithoutTheirSecrets() {
        String id = gateway.newTeam("{}");
        HttpResponse<String> added = post("/team/%s/callback".formatted(id), """
            {"callback_name": "langfuse", "callback_type": "success",
             "callback_vars": {"langfuse_host": "https://x", "langfuse_secret": "sk-lf-top",
                               "langfuse_public_key": "os.environ/LF"}}
            """);
        assertThat(added.statusCode()).isEqualTo(200);
        assertThat(added.body()).doesNotContain("sk-lf-top");
        JsonNode shown = get("/team/%s/callback".formatted(id)).path("data");
        assertThat(shown.path("success_callbacks").toString()).isEqualTo("[\"langfuse\"]");
        assertThat(shown.path("failure_callbacks")).isEmpty();
        assertThat(shown.path("callback_vars").toString())
                .contains("https://x", "os.environ/LF")
                .doesNotContain("sk-lf-top");
        update(id, "\"logging\": [{\"callback_name\": \"x\", \"callback_vars\": {\"api_key\": \"planted-secret\"}}]");
        assertThat(info(id).toString()).doesNotContain("planted-secret");
        ok("/team/%s/disable_logging".formatted(id), "{}");
        assertThat(get("/team/%s/callback".formatted(id)).at("/data/success_callbacks"))
                .isEmpty();
    }

    @Test
    void listsAreSortedFilteredAndCounted() {
        for (String alias : List.of("list 100%", "list b", "list c")) {
            gateway.newTeam("{\"team_alias\": \"%s\", \"team_id\": \"id of %s\"}".formatted(alias, alias));
        }
        JsonNode page = get("/v2/team/list?team_alias=LIST%20&sort_by=team_alias&sort_order=desc&page_size=2");
        assertThat(page.path("total").intValue()).isEqualTo(3);
        assertThat(page.path("teams").findValuesAsText("team_alias")).containsExactly("list c", "list b");
        assertThat(page.at("/teams/0/members_count").intValue()).isZero();
        assertThat(get("/v2/team/list?team_alias=100%25").path("total").intValue())
                .isEqualTo(1);
        assertThat(get("/v2/team/list?team_alias=%25%25").path("total").intValue())
                .as("a wildcard is a character like others")
                .isZero();
        assertThat(get("/v2/team/list?search=id%20of%20list%20b").path("total").intValue())
                .isEqualTo(1);
        assertThat(get("/team/list").findValuesAsText("team_alias")).contains("list b");
        assertThat(gateway.get("/v2/team/list?sort_by=spend", TestGateway.MASTER_KEY)
                        .statusCode())
                .isEqualTo(400);
        assertThat(gateway.get("/v2/team/list?page_size=101", TestGateway.MASTER_KEY)
                        .statusCode())
                .isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "team_id|5",
                "team_alias|[]",
                "models|\"x\"",
                "model_aliases|{\"a\":1}",
                "members_with_roles|[1]",
                "blocked|\"x\"",
                "max_budget|\"x\"",
                "rpm_limit|1.5",
                "metadata|[]",
                "organization_id|7",
                "team_member_permissions|{}",
                "admins|1"
            })
    void aWrongTypeIsNamed(String field, String value) {
        HttpResponse<String> answer = post("/team/new", "{\"%s\": %s}".formatted(field, value));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(TestGateway.json(answer).at("/detail/0/loc/1").textValue()).isEqualTo(field);
    }

    @Test
    void textThatCannotBeStoredIsTheClientsMistake() {
        for (String body : List.of(
                "{\"team_id\": \"\\u0000\"}",
                "{\"team_alias\": \"\\ud800\"}",
                "{\"metadata\": {\"x\": \"\\u0000\"}}",
                "{\"members_with_roles\": [{\"role\": \"user\", \"user_id\": \"\\u0000\"}]}",
                "{\"members\": [\"\\u0000\"]}")) {
            assertThat(post("/team/new", body).statusCode()).as(body).isEqualTo(422);
        }
        for (String path : List.of("/team/info?team_id=%00", "/v2/team/list?search=%00", "/user/list?user_ids=%00")) {
            assertThat(gateway.get(path, TestGateway.MASTER_KEY).statusCode())
                    .as(path)
                    .isBetween(400, 499);
        }
    }

    private static String models(String path, String team, String model) {
        return ok(path, "{\"team_id\": \"%s\", \"models\": [\"%s\"]}".formatted(team, model))
                .path("models")
                .toString();
    }

    private static JsonNode update(String id, String fields) {
        return ok("/team/update", "{\"team_id\": \"%s\", %s}".formatted(id, fields))
                .path("data");
    }

    private static JsonNode info(String id) {
        return get("/team/info?team_id=" + id).path("team_info");
    }

    private static void assertError(HttpResponse<String> answer, int status, String text) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(TestGateway.json(answer).at("/error/message").textValue()).contains(text);
    }

    private static JsonNode get(String path) {
        HttpResponse<String> answer = gateway.get(path, TestGateway.MASTER_KEY);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestGateway.json(answer);
    }

    private static JsonNode ok(String path, String body) {
        HttpResponse<String> answer = post(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestGateway.json(answer);
    }

    private static HttpResponse<String> post(String path, String body) {
        return gateway.post(path, TestGateway.MASTER_KEY, body);
    }
}
