package io.meridian.admin.model;

import static io.meridian.admin.model.ModelStage.MASTER;
import static io.meridian.server.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.server.TestGateway;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Labels on deployments, by which keys open several models at once. */
class AccessGroupsIT {
    private static final ModelStage STAGE = new ModelStage();
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = STAGE.start();
        for (String name : new String[] {"one", "two", "three"}) {
            STAGE.make(gateway, STAGE.model(name, name + "-1", ""));
        }
    }

    @AfterAll
    static void stop() {
        STAGE.close();
    }

    @Test
    void aKeyOpensWhatCarriesTheGroupAndFollowsItsChanges() {
        HttpResponse<String> made = gateway.post(
                "/access_group/new", MASTER, "{\"access_group\":\"beta\",\"model_names\":[\"one\",\"two\"]}");
        assertThat(json(made).path("models_updated").intValue()).isEqualTo(2);
        assertThat(json(made).path("model_names")).hasSize(2);
        assertThat(json(made).path("model_ids").isNull()).isTrue();
        String key = gateway.newKey("{\"models\":[\"beta\"]}");
        assertThat(STAGE.status(gateway, key, "one")).isEqualTo(200);
        // by the id of a deployment of it too
        assertThat(STAGE.status(gateway, key, "one-1")).isEqualTo(200);
        assertThat(STAGE.status(gateway, key, "three")).isEqualTo(403);
        assertThat(STAGE.status(gateway, key, "of-file")).isEqualTo(403);
        assertThat(gateway.get("/v1/models", key).body()).contains("\"one\"").doesNotContain("\"three\"");

        JsonNode info = json(gateway.get("/access_group/beta/info", MASTER));
        assertThat(info.path("deployment_count").intValue()).isEqualTo(2);
        assertThat(info.path("model_names").toPrettyString()).contains("one", "two");

        gateway.call("PUT", "/access_group/beta/update", MASTER, "{\"model_ids\":[\"three-1\"]}");
        assertThat(STAGE.status(gateway, key, "three")).isEqualTo(200);
        assertThat(STAGE.status(gateway, key, "one")).isEqualTo(403);

        HttpResponse<String> deleted = gateway.call("DELETE", "/access_group/beta/delete", MASTER, "");
        assertThat(json(deleted).path("models_updated").intValue()).isEqualTo(1);
        assertThat(json(deleted).path("message").textValue()).contains("deleted");
        assertThat(STAGE.status(gateway, key, "three")).isEqualTo(403);
        assertThat(gateway.get("/access_group/beta/info", MASTER).statusCode()).isEqualTo(404);
    }

    @Test
    void groupsOfTheFileAreShownAndOpenToo() {
        assertThat(gateway.get("/access_group/list", MASTER).body()).contains("file-group", "of-file");
        String key = gateway.newKey("{\"models\":[\"file-group\"]}");
        assertThat(STAGE.status(gateway, key, "of-file")).isEqualTo(200);
        assertThat(STAGE.status(gateway, key, "one")).isEqualTo(403);
        HttpResponse<String> refused =
                gateway.call("PUT", "/access_group/file-group/update", MASTER, "{\"model_names\":[\"one\"]}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("configuration file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"access_group\":\"g\"}|400|at least one",
                "{\"access_group\":\"g\",\"model_names\":[]}|400|at least one",
                "{\"access_group\":\"g\",\"model_names\":[\"one\",\"none\"]}|400|not found",
                "{\"access_group\":\"g\",\"model_names\":[\"of-file\"]}|400|stored in the database",
                "{\"access_group\":\"g\",\"model_ids\":[\"none\"]}|400|not found",
                "{\"access_group\":\"a/b\",\"model_names\":[\"one\"]}|400|slash",
                "{\"access_group\":\"file-group\",\"model_names\":[\"one\"]}|409|already exists",
                "{\"model_names\":[\"one\"]}|422|access_group",
                "{\"access_group\":\"g\",\"model_names\":\"one\"}|422|model_names"
            })
    void refusesWhatNamesNothing(String body, int status, String words) {
        HttpResponse<String> refused = gateway.post("/access_group/new", MASTER, body);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        assertThat(refused.body()).contains(words);
        assertThat(gateway.get("/access_group/list", MASTER).body()).doesNotContain("\"g\"");
    }

    @Test
    void aNameIsTakenOnce() {
        String body = "{\"access_group\":\"once\",\"model_names\":[\"one\"]}";
        assertThat(gateway.post("/access_group/new", MASTER, body).statusCode()).isEqualTo(200);
        assertThat(gateway.post("/access_group/new", MASTER, body.replace("one\"]", "two\"]"))
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void missingGroupsAreNotFound() {
        assertThat(gateway.get("/access_group/none/info", MASTER).statusCode()).isEqualTo(404);
        assertThat(gateway.call("PUT", "/access_group/none/update", MASTER, "{\"model_names\":[\"one\"]}")
                        .statusCode())
                .isEqualTo(404);
        HttpResponse<String> missing = gateway.call("DELETE", "/access_group/none/delete", MASTER, "");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).contains("not found");
    }

    @Test
    void onlyAdministratorsMayLabel() {
        String key = gateway.newKey("{}");
        assertThat(gateway.get("/access_group/list", key).statusCode()).isEqualTo(401);
        assertThat(gateway.post("/access_group/new", key, "{\"access_group\":\"k\",\"model_names\":[\"one\"]}")
                        .statusCode())
                .isEqualTo(401);
    }
}
