package io.meridian.admin.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.server.TestGateway;
import io.meridian.testing.Await;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may make and change which key, and to whom a key may be given. */
class KeyAuthorityIT {
    private static KeyStage stage;

    @BeforeAll
    static void start() {
        stage = KeyStage.start();
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/key/update|{\"key\": \"KEY\", \"metadata\": {}}",
                "/key/block|{\"key\": \"KEY\"}",
                "/key/regenerate|{\"key\": \"KEY\"}",
                "/key/delete|{\"keys\": [\"KEY\"]}"
            })
    void aMemberWhomTheTeamDoesNotPermitItIsToldWhichRoute(String route, String body) {
        String ofTeam = stage.gateway().newKey("{\"team_id\": \"crew\"}");
        JsonNode error = stage.refused(401, route, stage.keyOf("ann"), body.replace("KEY", ofTeam));
        assertThat(error.path("type").textValue()).isEqualTo("team_member_permission_error");
        assertThat(error.path("param").textValue()).isEqualTo(route);
        String permitted = "update team set team_member_permissions = '{/key/update,/key/block,/key/regenerate,"
                + "/key/delete}' where team_id = 'crew'";
        stage.execute(permitted, change("team", "crew"));
        try {
            assertAllowedSoon(route, body.replace("KEY", ofTeam));
        } finally {
            stage.execute(
                    "update team set team_member_permissions = null where team_id = 'crew'", change("team", "crew"));
        }
    }

    @Test
    void theRouteOfOneKeyIsPermittedByItsTemplate() {
        String ofTeam = stage.gateway().newKey("{\"team_id\": \"crew\"}");
        JsonNode error = stage.refused(401, "/key/" + KeyStage.hash(ofTeam) + "/regenerate", stage.keyOf("ann"), "{}");
        assertThat(error.path("param").textValue()).isEqualTo("/key/{key_id}/regenerate");
    }

    @Test
    void aServiceAccountIsNobodysAndNeedsATeam() {
        String tom = stage.keyOf("tom");
        JsonNode made = stage.ok("/key/service-account/generate", tom, "{\"team_id\": \"crew\", \"user_id\": \"sam\"}");
        assertThat(made.path("user_id").isNull()).isTrue();
        assertThat(made.path("team_id").textValue()).isEqualTo("crew");
        stage.refused(400, "/key/service-account/generate", TestGateway.MASTER_KEY, "{}");
        assertThat(stage.refused(
                                400,
                                "/key/service-account/generate",
                                TestGateway.MASTER_KEY,
                                "{\"team_id\": \"nowhere\"}")
                        .path("message")
                        .textValue())
                .contains("not found");
        stage.refused(403, "/key/service-account/generate", tom, "{\"team_id\": \"others\"}");
        stage.refused(401, "/key/service-account/generate", stage.keyOf("ann"), "{\"team_id\": \"crew\"}");
    }

    @Test
    void whoIsNoAdministratorMakesKeysForItself() {
        String tom = stage.keyOf("tom");
        assertThat(stage.ok("/key/generate", tom, "{\"team_id\": \"crew\"}")
                        .path("user_id")
                        .textValue())
                .isEqualTo("tom");
        JsonNode error = stage.refused(403, "/key/generate", tom, "{\"team_id\": \"crew\", \"user_id\": \"ann\"}");
        assertThat(error.path("message").textValue()).startsWith("User can only create keys for themselves.");
        String own = stage.keyOf("sam");
        stage.refused(403, "/key/update", own, "{\"key\": \"%s\", \"user_id\": \"ann\"}".formatted(own));
        stage.refused(403, "/key/update", own, "{\"key\": \"%s\", \"user_id\": null}".formatted(own));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"models\": [\"b\"]}|{\"team_id\": \"narrow\"}",
                "{\"models\": [\"a\"], \"tpm_limit\": 101}|{\"team_id\": \"narrow\"}",
                "{\"models\": [\"a\"], \"user_id\": \"sam\"}|{\"team_id\": \"narrow\"}"
            })
    void aKeyMovesOnlyIntoATeamThatCanTakeIt(String fields, String move) {
        String key = stage.gateway().newKey(fields);
        String body = "{\"key\": \"%s\", %s".formatted(key, move.substring(1));
        stage.refused(403, "/key/update", TestGateway.MASTER_KEY, body);
        String fitting = stage.gateway().newKey("{\"models\": [\"a\"], \"tpm_limit\": 100, \"user_id\": \"tom\"}");
        stage.ok("/key/update", "{\"key\": \"%s\", %s".formatted(fitting, move.substring(1)));
    }

    @Test
    void anOrganizationHasToExistAndToBeTheTeams() {
        stage.refused(400, "/key/generate", TestGateway.MASTER_KEY, "{\"organization_id\": \"nowhere\"}");
        stage.refused(
                400,
                "/key/generate",
                TestGateway.MASTER_KEY,
                "{\"organization_id\": \"other\", \"team_id\": \"crew\"}");
        stage.ok("/key/generate", "{\"organization_id\": \"acme\", \"team_id\": \"crew\"}");
        stage.refused(403, "/key/generate", stage.keyOf("sam"), "{\"organization_id\": \"acme\"}");
        stage.refused(400, "/key/generate", TestGateway.MASTER_KEY, "{\"budget_id\": \"nowhere\"}");
    }

    @Test
    void throughputIsGuaranteedOnlyAsFarAsTheTeamHasIt() {
        String guaranteed =
                "{\"team_id\": \"narrow\", \"tpm_limit\": %d, \"tpm_limit_type\": " + "\"guaranteed_throughput\"}";
        String first = stage.gateway().newKey(guaranteed.formatted(60));
        JsonNode error = stage.refused(400, "/key/generate", TestGateway.MASTER_KEY, guaranteed.formatted(41));
        assertThat(error.path("message").textValue())
                .isEqualTo("Allocated TPM limit=60 + Key TPM limit=41 is greater than team TPM limit=100");
        String second = stage.gateway().newKey(guaranteed.formatted(40));
        stage.refused(
                400, "/key/update", TestGateway.MASTER_KEY, "{\"key\": \"%s\", \"tpm_limit\": 41}".formatted(second));
        stage.ok("/key/update", "{\"key\": \"%s\", \"tpm_limit\": 39}".formatted(second));
        stage.ok("/key/delete", "{\"keys\": [\"%s\", \"%s\"]}".formatted(first, second));
    }

    @Test
    void anOwnerDoesNotUnblockItsKeyByWayOfAnUpdate() {
        String sam = stage.keyOf("sam");
        String blocked = stage.keyOf("sam");
        stage.ok("/key/block", "{\"key\": \"%s\"}".formatted(blocked));
        String unblock = "{\"key\": \"%s\", \"blocked\": false}".formatted(blocked);
        stage.refused(403, "/key/update", sam, unblock);
        stage.ok("/key/update", sam, "{\"key\": \"%s\", \"key_alias\": \"still blocked\"}".formatted(blocked));
        assertThat(stage.info(blocked).path("blocked").booleanValue()).isTrue();
    }

    @Test
    void manyAreChangedAndWhatFailsIsTold() {
        String good = stage.gateway().newKey("{}");
        String moved = stage.gateway().newKey("{}");
        JsonNode answer = stage.ok("/key/bulk_update", """
            {"keys": [{"key": "%s", "max_budget": 3, "tags": ["x"], "rpm_limit": 9},
                      {"key": "sk-unknown", "max_budget": 3},
                      {"key": "%s", "team_id": "nowhere"}, {"key": "%s", "max_budget": "x"}]}
            """.formatted(good, moved, moved));
        assertThat(answer.path("total_requested").intValue()).isEqualTo(4);
        assertThat(answer.path("successful_updates")).hasSize(1);
        assertThat(answer.at("/successful_updates/0/key").textValue()).isEqualTo(good);
        assertThat(answer.at("/successful_updates/0/key_info/max_budget").intValue())
                .isEqualTo(3);
        assertThat(answer.at("/successful_updates/0/key_info/rpm_limit").isNull())
                .isTrue();
        assertThat(answer.path("failed_updates")).hasSize(3);
        assertThat(answer.at("/failed_updates/0/failed_reason").textValue()).contains("not found");
        stage.refused(400, "/key/bulk_update", TestGateway.MASTER_KEY, "{\"keys\": []}");
        HttpResponse<String> forbidden =
                stage.gateway().post("/key/bulk_update", stage.keyOf("sam"), "{\"keys\": [{\"key\": \"x\"}]}");
        assertThat(forbidden.statusCode()).isEqualTo(403);
        assertThat(TestGateway.json(forbidden).path("detail").isTextual()).isTrue();
    }

    @Test
    void allKeysOfATeamAreChangedByThoseWhoAdministerIt() {
        String of = stage.gateway().newKey("{\"team_id\": \"others\"}");
        String stranger = stage.gateway().newKey("{}");
        String fields = "\"update_fields\": {\"rpm_limit\": 4, \"models\": [\"ignored\"]}";
        JsonNode all = stage.ok(
                "/team/key/bulk_update", "{\"team_id\": \"others\", \"all_keys_in_team\": true, " + fields + "}");
        assertThat(all.path("successful_updates")).hasSize(1);
        assertThat(stage.info(of).path("rpm_limit").intValue()).isEqualTo(4);
        assertThat(stage.info(of).path("models")).isEmpty();
        JsonNode named = stage.ok(
                "/team/key/bulk_update",
                "{\"team_id\": \"others\", \"key_ids\": [\"%s\"], %s}".formatted(stranger, fields));
        assertThat(named.path("failed_updates")).hasSize(1);
        stage.refused(
                403,
                "/team/key/bulk_update",
                stage.keyOf("tom"),
                "{\"team_id\": \"others\", \"all_keys_in_team\": true, " + fields + "}");
    }

    private static String change(String kind, String id) {
        return "insert into change_log (seq, kind, id) select nextval('change_log_seq'), '%s', '%s'; notify"
                        .formatted(kind, id)
                + " meridian_change";
    }

    private static void assertAllowedSoon(String route, String body) {
        Await.until(
                "the permission is known",
                () -> stage.gateway().post(route, stage.keyOf("ann"), body).statusCode() == 200);
    }
}
