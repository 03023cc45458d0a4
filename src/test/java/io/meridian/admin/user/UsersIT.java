package io.meridian.admin.user;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.server.TestGateway;
import io.meridian.testing.TestPostgres;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users as administrators make, change and end them by curl. */
class UsersIT {
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

    @Test
    void aNewUserComesWithAKeyOfItsOwn() {
        JsonNode made = ok("/user/new", "{\"user_id\": \"anna\", \"user_email\": \"Anna@x.org\", \"max_budget\": 5}");
        String key = made.path("key").textValue();
        assertThat(made.path("user_id").textValue()).isEqualTo("anna");
        assertThat(made.path("user_role").textValue()).isEqualTo("internal_user_viewer");
        assertThat(made.path("max_budget").decimalValue()).isEqualByComparingTo("5");
        assertThat(made.path("token").textValue()).hasSize(64);
        JsonNode info = get("/key/info", key).path("info");
        assertThat(info.path("user_id").textValue()).isEqualTo("anna");
        assertThat(info.path("max_budget").isNull())
                .as("the budget is the user's, not the key's too")
                .isTrue();
    }

    @Test
    void aUserWithoutAKeyHasNone() {
        JsonNode made = ok("/user/new", "{\"user_id\": \"keyless\", \"auto_create_key\": false}");
        assertThat(made.path("key").textValue()).isEmpty();
        assertThat(get("/user/info?user_id=keyless").path("keys")).isEmpty();
    }

    @Test
    void idAndAddressAreGivenOnce() {
        ok("/user/new", "{\"user_id\": \"once\", \"user_email\": \"once@x.org\"}");
        assertError(post("/user/new", "{\"user_id\": \"once\"}"), 409, "User with id once already exists");
        assertError(post("/user/new", "{\"user_email\": \"ONCE@X.ORG\"}"), 409, "User with email ONCE@X.ORG");
        assertThat(get("/user/list?user_email=once%40x").path("total").intValue())
                .isEqualTo(1);
    }

    @Test
    void aRefusedUserLeavesNothingBehind() {
        gateway.newKey("{\"key_alias\": \"taken alias\"}");
        HttpResponse<String> answer = post("/user/new", "{\"user_id\": \"ghost\", \"key_alias\": \"taken alias\"}");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(gateway.get("/user/info?user_id=ghost", TestGateway.MASTER_KEY)
                        .statusCode())
                .isEqualTo(404);
        gateway.newTeam("{\"team_id\": \"there\"}");
        assertError(
                post("/user/new", "{\"user_id\": \"ghost\", \"teams\": [\"there\", \"nowhere\"]}"), 404, "not found");
        assertThat(get("/team/info?team_id=there").at("/team_info/members_with_roles"))
                .isEmpty();
        assertThat(get("/key/info?key=" + gateway.newKey("{\"key_alias\": \"other\"}"))
                        .at("/info/user_id")
                        .isNull())
                .isTrue();
    }

    @Test
    void aNewUserJoinsTeamsWithBudgets() {
        gateway.newTeam("{\"team_id\": \"first\"}");
        gateway.newTeam("{\"team_id\": \"second\"}");
        ok("/user/new", """
            {"user_id": "joiner",
             "teams": ["first", {"team_id": "second", "max_budget_in_team": 3, "user_role": "admin"}]}
            """);
        JsonNode info = get("/user/info?user_id=joiner");
        assertThat(info.at("/user_info/teams").toString()).isEqualTo("[\"first\",\"second\"]");
        JsonNode place = get("/team/info?team_id=second").at("/team_memberships/0");
        assertThat(place.path("role").textValue()).isEqualTo("admin");
        assertThat(place.at("/litellm_budget_table/max_budget").decimalValue()).isEqualByComparingTo("3");
        assertThat(get("/team/info?team_id=first")
                        .at("/team_memberships/0/budget_id")
                        .isNull())
                .isTrue();
    }

    @Test
    void aNameIsNoRole() {
        String key = gateway.newUser("{\"user_id\": \"default_user_id\"}");
        assertThat(gateway.get("/user/list", key).statusCode()).isEqualTo(403);
        assertThat(gateway.post("/user/new", key, "{}").statusCode()).isIn(401, 403);
        assertThat(gateway.post("/team/new", key, "{}").statusCode()).isIn(401, 403);
    }

    @Test
    void anUpdateChangesWhatIsSentAndClearsWhatIsNull() {
        ok("/user/new", """
            {"user_id": "changing", "max_budget": 5, "budget_duration": "30d", "rpm_limit": 3, "tpm_limit": 4,
             "models": ["a"], "metadata": {"a": 1}, "user_alias": "c"}
            """);
        JsonNode data = ok("/user/update", "{\"user_id\": \"changing\", \"rpm_limit\": 7}")
                .path("data");
        assertThat(data.path("rpm_limit").intValue()).isEqualTo(7);
        assertThat(data.path("tpm_limit").intValue()).isEqualTo(4);
        data = ok("/user/update", """
            {"user_id": "changing", "max_budget": null, "budget_duration": null, "models": [], "user_alias": null,
             "metadata": {}}
            """).path("data");
        for (String cleared : List.of("max_budget", "budget_duration", "budget_reset_at", "user_alias")) {
            assertThat(data.path(cleared).isNull()).as(cleared).isTrue();
        }
        assertThat(data.path("models")).isEmpty();
        assertThat(data.path("metadata")).isEmpty();
        assertThat(data.path("rpm_limit").intValue()).isEqualTo(7);
    }

    @Test
    void theSameStateSentTwiceChangesNothingTheSecondTime() {
        String state = "{\"user_id\": \"steady\", \"max_budget\": 5, \"budget_duration\": \"3d\"}";
        ok("/user/new", state);
        String first =
                ok("/user/update", state).path("data").path("budget_reset_at").textValue();
        assertThat(ok("/user/update", state)
                        .path("data")
                        .path("budget_reset_at")
                        .textValue())
                .isEqualTo(first);
    }

    @Test
    void aUserIsFoundByItsAddress() {
        ok("/user/new", "{\"user_id\": \"addressed\", \"user_email\": \"addressed@x.org\"}");
        assertThat(ok("/user/update", "{\"user_email\": \"ADDRESSED@x.org\", \"user_alias\": \"A\"}")
                        .path("user_id")
                        .textValue())
                .isEqualTo("addressed");
        assertError(post("/user/update", "{\"user_id\": \"nobody\", \"user_alias\": \"A\"}"), 404, "not found");
        assertThat(post("/user/update", "{\"user_alias\": \"A\"}").statusCode()).isEqualTo(422);
    }

    @Test
    void ofThemselvesUsersChangeOnlyTheirNamesAndPassword() {
        String key = gateway.newUser("{\"user_id\": \"self\", \"user_role\": \"internal_user\", \"max_budget\": 1}");
        assertThat(gateway.post("/user/update", key, "{\"user_id\": \"self\", \"user_alias\": \"Me\"}")
                        .statusCode())
                .isEqualTo(200);
        for (String more : List.of(
                "\"max_budget\": 2",
                "\"max_budget\": null",
                "\"user_role\": \"proxy_admin\"",
                "\"models\": [\"x\"]",
                "\"rpm_limit\": 5",
                "\"budget_duration\": \"1s\"",
                "\"metadata\": {\"guardrails\": []}",
                "\"sso_user_id\": \"x\"")) {
            HttpResponse<String> answer =
                    gateway.post("/user/update", key, "{\"user_id\": \"self\", %s}".formatted(more));
            assertThat(answer.statusCode()).as(more).isEqualTo(403);
        }
        ok("/user/new", "{\"user_id\": \"another\"}");
        assertThat(gateway.post("/user/update", key, "{\"user_id\": \"another\", \"user_alias\": \"x\"}")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void viewersKeepTheirOwnAddressAndPassword() {
        String key = gateway.newUser("{\"user_id\": \"viewer\", \"user_role\": \"proxy_admin_viewer\"}");
        assertThat(gateway.post("/user/update", key, "{\"user_id\": \"viewer\", \"password\": \"long enough\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(gateway.post("/user/update", key, "{\"user_id\": \"self\", \"user_alias\": \"x\"}")
                        .statusCode())
                .isIn(403, 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "1234567"})
    void aPasswordIsNotTooShort(String password) {
        HttpResponse<String> answer = post("/user/new", "{\"password\": \"%s\"}".formatted(password));
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("\"password\"").doesNotContain(password);
        assertThat(post("/user/new", "{\"password\": \"%s\"}".formatted("x".repeat(129)))
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void noAnswerHasAPassword() {
        HttpResponse<String> made =
                post("/user/new", "{\"user_id\": \"secretive\", \"password\": \"a very secret one\"}");
        assertThat(made.statusCode()).isEqualTo(200);
        for (String answer : List.of(
                made.body(),
                post("/user/update", "{\"user_id\": \"secretive\", \"password\": \"another secret\"}")
                        .body(),
                gateway.get("/user/info?user_id=secretive", TestGateway.MASTER_KEY)
                        .body(),
                gateway.get("/v2/user/info?user_id=secretive", TestGateway.MASTER_KEY)
                        .body(),
                gateway.get("/user/list?user_ids=secretive", TestGateway.MASTER_KEY)
                        .body())) {
            assertThat(answer)
                    .doesNotContain("password")
                    .doesNotContain("pbkdf2")
                    .doesNotContain("very secret");
        }
    }

    @Test
    void aDeletedUserTakesItsKeysAndPlacesAlong() {
        gateway.newTeam("{\"team_id\": \"left behind\"}");
        String key = gateway.newUser("{\"user_id\": \"leaver\", \"teams\": [\"left behind\"]}");
        String other = gateway.newKey("{\"user_id\": \"stayer\"}");
        HttpResponse<String> answer = post("/user/delete", "{\"user_ids\": [\"leaver\"]}");
        assertThat(answer.body()).isEqualTo("1");
        assertThat(gateway.get("/v1/models", key).statusCode()).isEqualTo(401);
        assertThat(gateway.get("/v1/models", other).statusCode()).isEqualTo(200);
        assertThat(get("/team/info?team_id=left%20behind").at("/team_info/members_with_roles"))
                .isEmpty();
        assertError(post("/user/delete", "{\"user_ids\": [\"leaver\"]}"), 404, "not found");
    }

    @Test
    void oneMissingUserKeepsAllOthers() {
        ok("/user/new", "{\"user_id\": \"kept\"}");
        assertThat(post("/user/delete", "{\"user_ids\": [\"kept\", \"missing\"]}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(get("/user/info?user_id=kept").path("user_id").textValue()).isEqualTo("kept");
    }

    @Test
    void listsAreSortedFilteredAndCounted() {
        for (String name : List.of("l%st-a", "list-b", "list-c")) {
            ok(
                    "/user/new",
                    "{\"user_id\": \"%s\", \"user_role\": \"proxy_admin_viewer\", \"user_email\": \"%s@lists\"}"
                            .formatted(name, name.replace('%', '_')));
        }
        JsonNode page = get("/user/list?user_email=%40lists&sort_by=user_id&sort_order=desc&page_size=2");
        assertThat(page.path("total").intValue()).isEqualTo(3);
        assertThat(page.path("total_pages").intValue()).isEqualTo(2);
        assertThat(page.at("/users/0/key_count").intValue()).isEqualTo(1);
        assertThat(ids(page)).hasSize(2).first().isEqualTo("list-c");
        assertThat(ids(get("/user/list?user_ids=%25"))).containsExactly("l%st-a");
        assertThat(ids(get("/user/list?user_ids=l_st"))).isEmpty();
        assertThat(ids(get("/user/list?user_ids=list-b,list-c"))).containsExactlyInAnyOrder("list-b", "list-c");
        assertThat(ids(get("/user/list?user_ids=list-")))
                .as("one id is a part of one")
                .hasSize(2);
        assertThat(ids(get("/user/list?role=proxy_admin_viewer&user_email=%40lists&sort_by=spend")))
                .hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "page=0,422",
        "page_size=101,422",
        "page=x,422",
        "sort_by=password_hash,400",
        "sort_order=up,422",
        "role=root,400"
    })
    void aListThatCannotBeIsRefused(String query, int status) {
        assertThat(gateway.get("/user/list?" + query, TestGateway.MASTER_KEY).statusCode())
                .isEqualTo(status);
    }

    @Test
    void aPlusInAnIdSurvives() {
        ok("/user/new", "{\"user_id\": \"a+b@x.org\"}");
        assertThat(get("/user/info?user_id=a%2Bb@x.org").path("user_id").textValue())
                .isEqualTo("a+b@x.org");
        assertThat(get("/user/info?user_id=a+b@x.org").path("user_id").textValue())
                .isEqualTo("a+b@x.org");
    }

    @Test
    void manyAreChangedEachByItself() {
        ok("/user/new", "{\"user_id\": \"bulk-1\"}");
        JsonNode answer = ok("/user/bulk_update", """
            {"users": [{"user_id": "bulk-1", "user_alias": "B"}, {"user_id": "bulk-none", "user_alias": "B"},
                       {"user_id": "bulk-1", "rpm_limit": "x"}]}
            """);
        assertThat(answer.path("successful_updates").intValue()).isEqualTo(1);
        assertThat(answer.path("failed_updates").intValue()).isEqualTo(2);
        assertThat(answer.at("/results/0/updated_user/user_alias").textValue()).isEqualTo("B");
        assertThat(answer.at("/results/1/error").textValue()).contains("not found");
        assertThat(answer.at("/results/2/error").textValue()).contains("rpm_limit");
        assertThat(post("/user/bulk_update", "{}").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "user_id|5",
                "user_id|\"\"",
                "user_email|[]",
                "user_role|\"root\"",
                "user_role|1",
                "teams|\"x\"",
                "teams|[1]",
                "organizations|{}",
                "auto_create_key|\"x\"",
                "password|5",
                "models|\"x\"",
                "max_budget|\"x\"",
                "rpm_limit|1.5",
                "metadata|[]"
            })
    void aWrongTypeIsNamed(String field, String value) {
        HttpResponse<String> answer = post("/user/new", "{\"%s\": %s}".formatted(field, value));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(TestGateway.json(answer).at("/detail/0/loc/1").textValue()).isEqualTo(field);
    }

    @Test
    void anIdIsBounded() {
        assertThat(post("/user/new", "{\"user_id\": \"%s\"}".formatted("x".repeat(255)))
                        .statusCode())
                .isEqualTo(200);
        assertThat(post("/user/new", "{\"user_id\": \"%s\"}".formatted("x".repeat(256)))
                        .statusCode())
                .isEqualTo(422);
    }

    private static List<String> ids(JsonNode page) {
        return page.path("users").findValuesAsText("user_id");
    }

    private static void assertError(HttpResponse<String> answer, int status, String text) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(TestGateway.json(answer).at("/error/message").textValue()).contains(text);
    }

    private static JsonNode get(String path) {
        return get(path, TestGateway.MASTER_KEY);
    }

    private static JsonNode get(String path, String key) {
        HttpResponse<String> answer = gateway.get(path, key);
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
