package io.meridian.admin.project;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.admin.AdminStage;
import io.meridian.server.TestGateway;
import io.meridian.testing.Await;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Projects as administrators make, change and end them by curl, and what they do to calls. */
class ProjectsIT {
    private static AdminStage stage;

    @BeforeAll
    static void start() {
        stage = AdminStage.start();
        stage.team("p-team", "");
        stage.team("p-other", "");
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void aProjectHasTheShapeOfTheContract() {
        JsonNode made = made("""
            "project_alias": "Search", "description": "d", "models": ["fast-chat"], "max_budget": 3, "rpm_limit": 5,
            "metadata": {"a": 1}, "tags": ["t"], "model_rpm_limit": {"fast-chat": 2}
            """);
        assertThat(made.path("project_id").textValue()).hasSize(36);
        assertThat(made.path("team_id").textValue()).isEqualTo("p-team");
        assertThat(made.at("/litellm_budget_table/max_budget").intValue()).isEqualTo(3);
        assertThat(made.at("/litellm_budget_table/rpm_limit").intValue()).isEqualTo(5);
        assertThat(made.path("metadata").toString()).isEqualTo("{\"a\":1,\"tags\":[\"t\"]}");
        assertThat(made.at("/model_rpm_limit/fast-chat").intValue()).isEqualTo(2);
        assertThat(made.path("blocked").booleanValue()).isFalse();
        assertThat(made.path("spend").doubleValue()).isZero();
        assertThat(stage.get("/project/info?project_id=" + id(made))).isEqualTo(made);
        assertThat(stage.get("/project/list").findValuesAsText("project_id")).contains(id(made));
    }

    @Test
    void anUpdateChangesWhatIsSentAndClearsWhatIsNull() {
        String id = id(made("\"description\": \"d\", \"models\": [\"a\"], \"max_budget\": 3"));
        JsonNode changed = stage.post("/project/update", """
            {"project_id": "%s", "description": null, "models": [], "max_budget": null, "blocked": true,
             "team_id": "p-other"}
            """.formatted(id));
        assertThat(changed.path("description").isNull()).isTrue();
        assertThat(changed.path("models")).isEmpty();
        assertThat(changed.at("/litellm_budget_table/max_budget").isNull()).isTrue();
        assertThat(changed.path("blocked").booleanValue()).isTrue();
        assertThat(changed.path("team_id").textValue()).isEqualTo("p-other");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST|/project/new|{}|422",
                "POST|/project/new|{\"team_id\":\"nowhere\"}|404",
                "POST|/project/new|{\"team_id\":\"p-team\",\"models\":7}|422",
                "POST|/project/new|{\"team_id\":\"p-team\",\"budget_id\":\"nowhere\"}|404",
                "POST|/project/update|{\"project_id\":\"nowhere\"}|404",
                "POST|/project/update|{}|422",
                "DELETE|/project/delete|{\"project_ids\":[\"nowhere\"]}|404",
                "DELETE|/project/delete|{\"project_ids\":[]}|400",
                "GET|/project/info?project_id=nowhere||404",
                "GET|/project/info||422",
            })
    void whatCannotBeIsRefused(String method, String route, String body, int status) {
        HttpResponse<String> answer = stage.send(method, route, TestGateway.MASTER_KEY, body == null ? "" : body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    @Test
    void aProjectBindsTheCallsOfItsKeys() {
        String id = id(made("\"models\": [\"fast-chat\"], \"max_budget\": 0.00004"));
        String key = stage.gateway().newKey("{\"team_id\":\"p-team\",\"project_id\":\"%s\"}".formatted(id));
        HttpResponse<String> foreign = AdminStage.chat(stage.gateway(), key, "other-chat", "");
        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(foreign.body()).contains("project_model_access_denied");
        assertThat(stage.chat(key).statusCode()).isEqualTo(200);
        assertThat(stage.chat(key).statusCode()).isEqualTo(200);
        HttpResponse<String> spent = stage.chat(key);
        assertThat(spent.statusCode()).as(spent.body()).isEqualTo(422);
        assertThat(spent.body()).contains("Budget has been exceeded! Project=" + id);
        assertThat(stage.booked("project", id)).isPositive();
        assertThat(stage.get("/project/info?project_id=" + id).path("spend").doubleValue())
                .isGreaterThan(0.00003);
        stage.post("/project/update", "{\"project_id\":\"%s\",\"max_budget\":null,\"rpm_limit\":0}".formatted(id));
        assertThat(stage.chat(key).statusCode()).isEqualTo(429);
        stage.post("/project/update", "{\"project_id\":\"%s\",\"blocked\":true}".formatted(id));
        HttpResponse<String> blocked = stage.chat(key);
        assertThat(blocked.statusCode()).isEqualTo(401);
        assertThat(blocked.body()).contains("Project=" + id + " is blocked");
        Await.until(
                "the other instance knows",
                () -> AdminStage.chat(stage.other(), key, AdminStage.MODEL, "").statusCode() == 401);
    }

    @Test
    void aProjectWithKeysStaysWhereItIs() {
        String id = id(made("\"max_budget\": 1"));
        String key = stage.gateway().newKey("{\"team_id\":\"p-team\",\"project_id\":\"%s\"}".formatted(id));
        String named = "{\"project_ids\":[\"%s\"]}".formatted(id);
        assertThat(stage.send("DELETE", "/project/delete", TestGateway.MASTER_KEY, named)
                        .statusCode())
                .isEqualTo(400);
        assertThat(stage.gateway()
                        .post(
                                "/project/update",
                                TestGateway.MASTER_KEY,
                                "{\"project_id\":\"%s\",\"team_id\":\"p-other\"}".formatted(id))
                        .statusCode())
                .isEqualTo(400);
        stage.post("/key/delete", "{\"keys\":[\"%s\"]}".formatted(key));
        assertThat(stage.send("DELETE", "/project/delete", named)).hasSize(1);
        assertThat(stage.gateway()
                        .get("/project/info?project_id=" + id, TestGateway.MASTER_KEY)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aTeamAdminHasTheProjectsOfTheTeamAndNoOthers() {
        stage.team("p-own", "");
        String admin = stage.userWithKey("p-admin", "internal_user");
        stage.teamMember("p-own", "p-admin", "admin");
        String foreign = id(made("\"max_budget\": 1"));
        JsonNode own =
                AdminStage.ok(stage.send("POST", "/project/new", admin, "{\"team_id\":\"p-own\",\"rpm_limit\":1}"));
        AdminStage.ok(stage.send(
                "POST", "/project/update", admin, "{\"project_id\":\"%s\",\"rpm_limit\":2}".formatted(id(own))));
        assertThat(stage.send("POST", "/project/new", admin, "{\"team_id\":\"p-team\"}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(stage.send("POST", "/project/update", admin, "{\"project_id\":\"%s\"}".formatted(foreign))
                        .statusCode())
                .isEqualTo(403);
        assertThat(stage.send(
                                "POST",
                                "/project/update",
                                admin,
                                "{\"project_id\":\"%s\",\"team_id\":\"p-team\"}".formatted(id(own)))
                        .statusCode())
                .isEqualTo(403);
        stage.post("/budget/new", "{\"budget_id\":\"of-the-admin\"}");
        assertThat(stage.send(
                                "POST",
                                "/project/update",
                                admin,
                                "{\"project_id\":\"%s\",\"budget_id\":\"of-the-admin\"}".formatted(id(own)))
                        .statusCode())
                .isEqualTo(403);
        assertThat(AdminStage.ok(stage.gateway().get("/project/list", admin))).hasSize(1);
        assertThat(stage.gateway()
                        .get("/project/info?project_id=" + foreign, admin)
                        .statusCode())
                .isEqualTo(404);
        assertThat(stage.send("DELETE", "/project/delete", admin, "{\"project_ids\":[\"%s\"]}".formatted(id(own)))
                        .statusCode())
                .isEqualTo(401);
    }

    private static JsonNode made(String members) {
        return stage.post("/project/new", "{\"team_id\":\"p-team\",%s}".formatted(members));
    }

    private static String id(JsonNode project) {
        return project.path("project_id").textValue();
    }
}
