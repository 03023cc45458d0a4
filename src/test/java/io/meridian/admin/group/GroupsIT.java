package io.meridian.admin.group;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.admin.AdminStage;
import io.meridian.auth.KeyHash;
import io.meridian.server.TestGateway;
import io.meridian.testing.Await;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Access groups as administrators make, change and end them by curl, and what they open. */
class GroupsIT {
    private static AdminStage stage;

    @BeforeAll
    static void start() {
        stage = AdminStage.start();
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/access_group", "/v1/unified_access_group"})
    void aGroupIsMadeChangedShownAndDeleted(String path) {
        JsonNode made = made(path, """
            {"access_group_name": "made at %s", "description": "d", "access_model_names": ["m"],
             "access_mcp_server_ids": ["s"], "access_agent_ids": ["a"]}
            """.formatted(path));
        String one = path + "/" + id(made);
        assertThat(made.path("access_model_names").get(0).textValue()).isEqualTo("m");
        assertThat(made.path("access_mcp_server_ids").get(0).textValue()).isEqualTo("s");
        assertThat(made.path("assigned_team_ids")).isEmpty();
        assertThat(made.path("created_by").textValue()).isEqualTo("default_user_id");
        JsonNode changed = stage.send("PUT", one, "{\"description\":null,\"access_model_names\":[\"n\"]}");
        assertThat(changed.path("description").isNull()).isTrue();
        assertThat(changed.path("access_model_names").get(0).textValue()).isEqualTo("n");
        assertThat(changed.path("access_agent_ids")).hasSize(1);
        assertThat(stage.get(one)).isEqualTo(changed);
        assertThat(stage.get(path).findValuesAsText("access_group_id")).contains(id(made));
        assertThat(stage.send("DELETE", one, TestGateway.MASTER_KEY, "").statusCode())
                .isEqualTo(204);
        assertThat(stage.gateway().get(one, TestGateway.MASTER_KEY).statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST||{}|422",
                "POST||{\"access_group_name\":\"\"}|422",
                "POST||{\"access_group_name\":\"x\",\"access_model_names\":\"m\"}|422",
                "POST||{\"access_group_name\":\"y\",\"assigned_team_ids\":[\"nowhere\"]}|400",
                "POST||{\"access_group_name\":\"y\",\"assigned_key_ids\":[\"sk-nowhere\"]}|400",
                "POST||{\"access_group_name\":\"taken\"}|409",
                "PUT|/nowhere|{}|404",
                "DELETE|/nowhere||404",
                "GET|/nowhere||404",
            })
    void whatCannotBeIsRefused(String method, String rest, String body, int status) {
        stage.gateway().post("/v1/access_group", TestGateway.MASTER_KEY, "{\"access_group_name\":\"taken\"}");
        HttpResponse<String> answer = stage.send(
                method,
                "/v1/access_group" + (rest == null ? "" : rest),
                TestGateway.MASTER_KEY,
                body == null ? "" : body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    @Test
    void assignmentIsTheSameFromBothSides() {
        stage.team("g-team", "");
        String key = stage.gateway().newKey("{}");
        String hash = KeyHash.of(key).hex();
        JsonNode made = made("/v1/access_group", """
            {"access_group_name": "mirrored", "assigned_team_ids": ["g-team"], "assigned_key_ids": ["%s"]}
            """.formatted(key));
        assertThat(made.path("assigned_team_ids").get(0).textValue()).isEqualTo("g-team");
        assertThat(made.path("assigned_key_ids").get(0).textValue()).isEqualTo(hash);
        assertThat(stage.get("/key/info?key=" + key)
                        .at("/info/access_group_ids/0")
                        .textValue())
                .isEqualTo(id(made));
        stage.post("/key/update", "{\"key\":\"%s\",\"access_group_ids\":[]}".formatted(key));
        assertThat(stage.get("/v1/access_group/" + id(made)).path("assigned_key_ids"))
                .isEmpty();
        String other = stage.gateway().newKey("{\"access_group_ids\":[\"%s\"]}".formatted(id(made)));
        assertThat(stage.get("/v1/access_group/" + id(made))
                        .path("assigned_key_ids")
                        .get(0)
                        .textValue())
                .isEqualTo(KeyHash.of(other).hex());
        stage.send("PUT", "/v1/access_group/" + id(made), "{\"assigned_team_ids\":[],\"description\":\"kept\"}");
        assertThat(stage.number("select count(*) from meridian.team where team_id = 'g-team'"
                        + " and access_group_ids <> '{}'"))
                .isZero();
        stage.send("DELETE", "/v1/access_group/" + id(made), TestGateway.MASTER_KEY, "");
        assertThat(stage.get("/key/info?key=" + other).at("/info/access_group_ids"))
                .isEmpty();
    }

    @Test
    void aGroupOpensItsModelsToKeysAndTeams() {
        String group = id(made("/v1/access_group", "{\"access_group_name\":\"opening\"}"));
        stage.execute("insert into meridian.team (team_id, models, created_at, updated_at)"
                + " values ('narrow', '{fast-chat}', now(), now())");
        String ofKey =
                stage.gateway().newKey("{\"models\":[\"fast-chat\"],\"access_group_ids\":[\"%s\"]}".formatted(group));
        String ofTeam = stage.gateway().newKey("{\"team_id\":\"narrow\"}");
        for (String key : new String[] {ofKey, ofTeam}) {
            assertThat(other(stage.gateway(), key)).isEqualTo(403);
            assertThat(other(stage.other(), key)).isEqualTo(403);
        }
        stage.send("PUT", "/v1/access_group/" + group, """
            {"access_model_names": ["other-*"], "assigned_team_ids": ["narrow"]}
            """);
        for (String key : new String[] {ofKey, ofTeam}) {
            assertThat(other(stage.gateway(), key)).isEqualTo(200);
            assertThat(AdminStage.ok(stage.gateway().get("/v1/models", key)).path("data"))
                    .hasSize(2);
            Await.until("the other instance knows", () -> other(stage.other(), key) == 200);
        }
        stage.send("PUT", "/v1/access_group/" + group, "{\"access_model_names\":[]}");
        assertThat(other(stage.gateway(), ofKey)).isEqualTo(403);
        stage.send("DELETE", "/v1/access_group/" + group, TestGateway.MASTER_KEY, "");
        assertThat(other(stage.gateway(), ofTeam)).isEqualTo(403);
    }

    private static int other(TestGateway gateway, String key) {
        return AdminStage.chat(gateway, key, "other-chat", "").statusCode();
    }

    private static JsonNode made(String path, String body) {
        HttpResponse<String> answer = stage.gateway().post(path, TestGateway.MASTER_KEY, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return TestGateway.json(answer);
    }

    private static String id(JsonNode group) {
        return group.path("access_group_id").textValue();
    }
}
