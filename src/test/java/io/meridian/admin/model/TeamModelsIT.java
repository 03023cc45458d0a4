package io.meridian.admin.model;

import static io.meridian.admin.model.ModelStage.MASTER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.server.TestGateway;
import io.meridian.testing.Await;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Models that belong to a team. */
class TeamModelsIT {
    private static final ModelStage STAGE = new ModelStage();
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = STAGE.start();
        STAGE.team("red");
        STAGE.team("blue");
        STAGE.execute("update meridian.team set models = '{of-file}' where team_id = 'red'");
    }

    @AfterAll
    static void stop() {
        STAGE.close();
    }

    private static String body(String name, String id, String team, String more) {
        return STAGE.model(name, id, more).replace("\"model_info\":{", "\"model_info\":{\"team_id\":\"" + team + "\",");
    }

    private static String key(String team) {
        return gateway.newKey("{\"team_id\":\"%s\"}".formatted(team));
    }

    private static String admin(String team) {
        return gateway.newKey("{\"user_id\":\"%s-admin\"}".formatted(team));
    }

    @Test
    void isReachedByTheTeamsKeysAloneUnderItsPublicName() {
        JsonNode row = STAGE.make(gateway, body("own", "own-1", "red", ""));
        assertThat(row.path("model_name").textValue()).matches("model_name_red_[0-9a-f-]{36}");
        assertThat(row.path("model_info").path("team_public_model_name").textValue())
                .isEqualTo("own");
        String red = key("red");
        String blue = key("blue");
        // though the team's own list does not have it
        assertThat(STAGE.status(gateway, red, "own")).isEqualTo(200);
        assertThat(STAGE.status(gateway, blue, "own")).isEqualTo(400);
        for (String name : new String[] {"own-1", row.path("model_name").textValue(), "openai/own-inner"}) {
            assertThat(STAGE.status(gateway, blue, name)).as(name).isEqualTo(400);
            assertThat(STAGE.status(gateway, gateway.newKey("{}"), name)).isEqualTo(400);
        }
        assertThat(gateway.get("/v1/models", red).body()).contains("\"own\"");
        assertThat(gateway.get("/v1/models", blue).body()).doesNotContain("\"own\"");
        assertThat(gateway.get("/model/info", red).body()).contains("own-1");
        assertThat(gateway.get("/model/info", blue).body()).doesNotContain("own-1");
        assertThat(gateway.get("/model_group/info", red).body()).contains("\"own\"");
        assertThat(gateway.get("/model_group/info", blue).body()).doesNotContain("\"own\"");
        // the key's own list counts all the same
        String narrow = gateway.newKey("{\"team_id\":\"red\",\"models\":[\"of-file\"]}");
        assertThat(STAGE.status(gateway, narrow, "own")).isEqualTo(403);
    }

    @Test
    void comesBeforeEverybodysOfTheSameNameForTheTeamOnly() {
        STAGE.make(gateway, body("of-file", "own-2", "blue", ""));
        STAGE.chat(gateway, key("blue"), "of-file");
        assertThat(STAGE.upstream().lastRequest().model()).isEqualTo("of-file-inner");
        STAGE.chat(gateway, key("red"), "of-file");
        assertThat(STAGE.upstream().lastRequest().model()).isEqualTo("file-inner");
    }

    @Test
    void anotherTeamsLabelOpensNothing() {
        String body = body("of-file", "own-3", "red", "").replace("\"id\"", "\"access_groups\":[\"cheap\"],\"id\"");
        STAGE.make(gateway, body);
        String blue = gateway.newKey("{\"team_id\":\"blue\",\"models\":[\"cheap\"]}");
        assertThat(STAGE.status(gateway, blue, "of-file")).isEqualTo(403);
        String red = gateway.newKey("{\"team_id\":\"red\",\"models\":[\"cheap\"]}");
        assertThat(STAGE.status(gateway, red, "of-file")).isEqualTo(200);
        gateway.post("/model/delete", MASTER, "{\"id\":\"own-3\"}");
    }

    @Test
    void isItsAdministratorsToMakeAndChange() {
        String admin = admin("red");
        HttpResponse<String> made = gateway.post("/model/new", admin, body("brought", "own-4", "red", ""));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        assertThat(gateway.call("PATCH", "/model/own-4/update", admin, "{\"model_name\":\"renamed\"}")
                        .statusCode())
                .isEqualTo(200);
        String red = key("red");
        assertThat(STAGE.chat(gateway, red, "renamed").body()).doesNotContain("Invalid model name");
        assertThat(gateway.post("/model/block", admin, "{\"model_id\":\"own-4\"}")
                        .statusCode())
                .isEqualTo(401);
        assertThat(gateway.post("/model/delete", admin, "{\"id\":\"own-4\"}").statusCode())
                .isEqualTo(200);
    }

    @Test
    void isNobodyElses() {
        STAGE.make(gateway, body("kept", "own-5", "red", ""));
        String member = gateway.newKey("{\"user_id\":\"red-user\"}");
        String other = admin("blue");
        for (String caller : new String[] {member, other, key("red")}) {
            assertThat(gateway.post("/model/new", caller, body("x", "x-1", "red", ""))
                            .statusCode())
                    .isIn(401, 403);
            assertThat(gateway.post("/model/new", caller, STAGE.model("x", "x-2", ""))
                            .statusCode())
                    .isIn(401, 403);
            assertThat(gateway.call("PATCH", "/model/own-5/update", caller, "{}")
                            .statusCode())
                    .isIn(401, 403);
            assertThat(gateway.post("/model/delete", caller, "{\"id\":\"own-5\"}")
                            .statusCode())
                    .isIn(401, 403);
        }
        // nor may an administrator of one team hand it to another, or to everybody
        for (String team : new String[] {"\"blue\"", "null"}) {
            assertThat(gateway.call(
                                    "PATCH",
                                    "/model/own-5/update",
                                    admin("red"),
                                    "{\"model_info\":{\"team_id\":%s}}".formatted(team))
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(STAGE.status(gateway, key("red"), "kept")).isEqualTo(200);
    }

    @Test
    void bringsItsOwnKeys() {
        gateway.post("/credentials", MASTER, """
            {"credential_name":"house","credential_values":{"api_key":"sk-house-secret-1"},"credential_info":{}}\
            """);
        String admin = admin("red");
        assertThat(gateway.post("/model/new", admin, body("y", "y-1", "red", ",\"litellm_credential_name\":\"house\""))
                        .statusCode())
                .isEqualTo(403);
        for (String who : new String[] {admin, MASTER}) {
            HttpResponse<String> refused =
                    gateway.post("/model/new", who, body("y", "y-2", "red", ",\"api_key\":\"os.environ/PATH\""));
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("may not be read by a team's model");
        }
        // what an administrator lent stays where the administrator said
        STAGE.make(gateway, body("lent", "own-6", "red", ",\"litellm_credential_name\":\"house\""));
        assertThat(gateway.call(
                                "PATCH",
                                "/model/own-6/update",
                                admin,
                                "{\"litellm_params\":{\"api_base\":\"https://evil.example\"}}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(STAGE.status(gateway, key("red"), "lent")).isEqualTo(200);
        assertThat(STAGE.upstream().lastRequest().header("authorization")).contains("Bearer sk-house-secret-1");
    }

    @Test
    void needsATeamThereIs() {
        assertThat(gateway.post("/model/new", MASTER, body("z", "z-1", "green", ""))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void goesWithItsTeam() {
        STAGE.team("brief");
        STAGE.make(gateway, body("fleeting", "own-7", "brief", ""));
        assertThat(gateway.get("/model/info", MASTER).body()).contains("own-7");
        STAGE.execute("delete from meridian.team where team_id = 'brief'");
        STAGE.execute("insert into meridian.change_log (seq, kind, id)"
                + " values (nextval('meridian.change_log_seq'), 'team', 'brief')");
        Await.until(
                "it is gone", () -> !gateway.get("/model/info", MASTER).body().contains("own-7"));
    }

    @Test
    void canBecomeEverybodysAndATeamsAgain() {
        STAGE.make(gateway, body("wandering", "own-8", "red", ""));
        JsonNode all = TestGateway.json(
                gateway.call("PATCH", "/model/own-8/update", MASTER, "{\"model_info\":{\"team_id\":null}}"));
        assertThat(all.path("model_name").textValue()).isEqualTo("wandering");
        assertThat(all.path("model_info").has("team_public_model_name")).isFalse();
        assertThat(STAGE.status(gateway, key("blue"), "wandering")).isEqualTo(200);
        gateway.call("PATCH", "/model/own-8/update", MASTER, "{\"model_info\":{\"team_id\":\"blue\"}}");
        assertThat(STAGE.status(gateway, key("blue"), "wandering")).isEqualTo(200);
        assertThat(STAGE.status(gateway, gateway.newKey("{}"), "wandering")).isEqualTo(400);
    }
}
