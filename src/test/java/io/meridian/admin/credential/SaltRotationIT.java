package io.meridian.admin.credential;

import static io.meridian.admin.model.ModelStage.MASTER;
import static io.meridian.server.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.admin.model.ModelStage;
import io.meridian.server.TestGateway;
import io.meridian.testing.LogEar;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of stored secrets when the salt key is another one. */
class SaltRotationIT {
    private static final String OLD = "sk-salt-of-the-tests-1";
    private static final String NEW = "sk-salt-of-the-tests-2";
    private static final String SECRET = "sk-rotated-secret-1";

    private final ModelStage stage = new ModelStage();

    @AfterEach
    void stop() {
        stage.close();
    }

    private TestGateway start(String salt, String previous) {
        return stage.start(stage.setup().with("LITELLM_SALT_KEY", salt).with("MERIDIAN_PREVIOUS_SALT_KEYS", previous));
    }

    private void fill(TestGateway gateway) {
        for (int i = 0; i < 3; i++) {
            stage.make(gateway, stage.model("m" + i, "m-" + i, ",\"api_key\":\"" + SECRET + "\""));
        }
        gateway.post("/credentials", MASTER, """
            {"credential_name":"c","credential_values":{"api_key":"%s"},"credential_info":{}}\
            """.formatted(SECRET));
    }

    @Test
    void nothingIsStoredInTheClear() {
        fill(start(OLD, ""));
        for (String table : new String[] {"model", "credential"}) {
            String row = stage.stored("select string_agg(t::text, ' ') from meridian." + table + " t");
            assertThat(row).contains("api_key", "mrd1:").doesNotContain(SECRET);
        }
        assertThat(stage.stored("select litellm_params::text from meridian.model"))
                .contains("\"model\": \"mrd1:")
                .doesNotContain("inner");
    }

    @Test
    void aModelSealedUnderAnUnknownSaltIsLeftOutLoudlyOnceAndComesBack() {
        fill(start(OLD, ""));
        try (LogEar ear = LogEar.listen()) {
            TestGateway gateway = start(NEW, "");
            assertThat(stage.status(gateway, MASTER, "of-file")).isEqualTo(200);
            assertThat(stage.status(gateway, MASTER, "m0")).isEqualTo(400);
            JsonNode info = ModelStage.data(gateway.get("/model/info?litellm_model_id=m-0", MASTER))
                    .getFirst();
            assertThat(info.path("model_info").path("left_out").textValue()).contains("no configured salt key");
            assertThat(gateway.get("/model/info", gateway.newKey("{}")).body()).doesNotContain("m-0");
            assertThat(gateway.get("/credentials", MASTER).body()).contains("left_out");
            // reading again says nothing twice
            stage.make(gateway, stage.model("fresh", "fresh-1", ""));
            assertThat(ear.heard().split("\"m-0\" is left out", -1)).hasSize(2);
            assertThat(ear.heard()).contains("no configured salt key").doesNotContain(SECRET);

            HttpResponse<String> refused = gateway.call("PATCH", "/model/m-0/update", MASTER, "{}");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("MERIDIAN_PREVIOUS_SALT_KEYS");
            // what does not touch the secrets works
            assertThat(gateway.post("/model/block", MASTER, "{\"model_id\":\"m-1\"}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(gateway.post("/model/delete", MASTER, "{\"id\":\"m-2\"}").statusCode())
                    .isEqualTo(200);
        }
        TestGateway healed = start(NEW, OLD);
        assertThat(stage.status(healed, MASTER, "m0")).isEqualTo(200);
        assertThat(stage.status(healed, MASTER, "m1")).isEqualTo(400);
        assertThat(stage.status(healed, MASTER, "fresh")).isEqualTo(200);
    }

    @Test
    void theCommandSealsEverythingUnderTheNewSaltAndFindsNothingTheSecondTime() {
        fill(start(OLD, ""));
        TestGateway rotating = start(NEW, OLD);
        assertThat(json(rotating.get("/credentials/migrate-encryption/check", MASTER))
                        .path("to_migrate")
                        .intValue())
                .isEqualTo(4);
        assertThat(json(rotating.post("/credentials/migrate-encryption?dry_run=true", MASTER, ""))
                        .path("to_migrate")
                        .intValue())
                .isEqualTo(4);
        JsonNode first = json(rotating.post("/credentials/migrate-encryption", MASTER, ""));
        assertThat(first.path("migrated").intValue()).isEqualTo(4);
        assertThat(first.path("unreadable")).isEmpty();
        JsonNode second = json(rotating.post("/credentials/migrate-encryption", MASTER, ""));
        assertThat(second.path("migrated").intValue()).isZero();
        assertThat(second.path("rows").intValue()).isEqualTo(4);
        // the old salt is no longer needed
        TestGateway after = start(NEW, "");
        assertThat(stage.status(after, MASTER, "m0")).isEqualTo(200);
        assertThat(stage.upstream().lastRequest().header("authorization")).contains("Bearer " + SECRET);
    }

    @Test
    void whatNoSaltOpensIsNamedAndTheRestGoesOn() {
        fill(start(OLD, ""));
        stage.execute("update meridian.model set litellm_params = (select litellm_params from meridian.model"
                + " where model_id = 'm-1') where model_id = 'm-0'");
        JsonNode done = json(start(NEW, OLD).post("/credentials/migrate-encryption", MASTER, ""));
        assertThat(done.path("migrated").intValue()).isEqualTo(3);
        assertThat(done.path("unreadable").path(0).textValue()).isEqualTo("m-0");
    }

    @Test
    void aRowMovedByHandOpensNowhere() {
        TestGateway gateway = start(OLD, "");
        fill(gateway);
        stage.execute("update meridian.model set litellm_params = jsonb_set(litellm_params, '{api_key}',"
                + " (select litellm_params->'api_key' from meridian.model where model_id = 'm-1'))"
                + " where model_id = 'm-0'");
        stage.make(gateway, stage.model("again", "again-1", ""));
        assertThat(stage.status(gateway, MASTER, "m0")).isEqualTo(400);
        assertThat(gateway.get("/model/info?litellm_model_id=m-0", MASTER).body())
                .contains("api_key was altered, or was sealed for another row");
        assertThat(stage.status(gateway, MASTER, "m1")).isEqualTo(200);
    }

    @Test
    void whatTheMasterKeySealedOpensOnceThereIsASalt() {
        TestGateway without = stage.start(stage.setup().with("LITELLM_SALT_KEY", ""));
        fill(without);
        assertThat(stage.status(start(NEW, ""), MASTER, "m0")).isEqualTo(200);
    }
}
