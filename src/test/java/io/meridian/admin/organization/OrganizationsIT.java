package io.meridian.admin.organization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.admin.AdminStage;
import io.meridian.server.TestGateway;
import io.meridian.testing.Await;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Organizations as administrators make, change and end them by curl, and what they do to calls. */
class OrganizationsIT {
    private static AdminStage stage;

    @BeforeAll
    static void start() {
        stage = AdminStage.start();
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void anOrganizationHasTheShapeOfTheContractAndAlwaysABudget() {
        JsonNode made = stage.post("/organization/new", """
            {"organization_alias": "Research", "models": ["fast-chat"], "max_budget": 5, "rpm_limit": 7,
             "metadata": {"a": 1}, "model_rpm_limit": {"fast-chat": 2}}
            """);
        assertThat(made.path("organization_id").textValue()).hasSize(36);
        assertThat(made.path("budget_id").textValue()).hasSize(36);
        assertThat(made.at("/litellm_budget_table/max_budget").decimalValue()).isEqualByComparingTo("5");
        assertThat(made.at("/litellm_budget_table/rpm_limit").intValue()).isEqualTo(7);
        assertThat(made.path("metadata").toString()).isEqualTo("{\"a\":1,\"model_rpm_limit\":{\"fast-chat\":2}}");
        assertThat(made.path("spend").doubleValue()).isZero();
        assertThat(made.path("created_by").textValue()).isEqualTo("default_user_id");
        for (String list : List.of("members", "teams", "models")) {
            assertThat(made.path(list).isArray()).as(list).isTrue();
        }
        assertThat(stage.get("/organization/info?organization_id=" + id(made))).isEqualTo(made);
        JsonNode bare = stage.post("/organization/new", "{\"organization_alias\": \"Bare\"}");
        assertThat(bare.path("budget_id").textValue()).hasSize(36);
        assertThat(bare.at("/litellm_budget_table/max_budget").isNull()).isTrue();
    }

    @Test
    void anUpdateChangesWhatIsSentAndClearsWhatIsNull() {
        String id = id(stage.post("/organization/new", """
            {"organization_alias": "Before", "models": ["a"], "max_budget": 5, "rpm_limit": 7, "metadata": {"a": 1}}
            """));
        JsonNode changed = stage.send("PATCH", "/organization/update", """
            {"organization_id": "%s", "organization_alias": "After", "max_budget": null, "models": []}
            """.formatted(id));
        assertThat(changed.path("organization_alias").textValue()).isEqualTo("After");
        assertThat(changed.path("models")).isEmpty();
        assertThat(changed.at("/litellm_budget_table/max_budget").isNull()).isTrue();
        assertThat(changed.at("/litellm_budget_table/rpm_limit").intValue()).isEqualTo(7);
        assertThat(changed.path("metadata").toString()).isEqualTo("{\"a\":1}");
    }

    @Test
    void aSharedBudgetIsNotChangedForOthers() {
        stage.post("/budget/new", "{\"budget_id\":\"shared\",\"rpm_limit\":9,\"max_budget\":3}");
        String one = id(stage.post("/organization/new", "{\"organization_alias\":\"1\",\"budget_id\":\"shared\"}"));
        String two = id(stage.post("/organization/new", "{\"organization_alias\":\"2\",\"budget_id\":\"shared\"}"));
        JsonNode changed = stage.send(
                "PATCH", "/organization/update", "{\"organization_id\":\"%s\",\"rpm_limit\":1}".formatted(one));
        assertThat(changed.path("budget_id").textValue()).isNotEqualTo("shared");
        assertThat(changed.at("/litellm_budget_table/rpm_limit").intValue()).isEqualTo(1);
        assertThat(changed.at("/litellm_budget_table/max_budget").intValue()).isEqualTo(3);
        JsonNode untouched = stage.get("/organization/info?organization_id=" + two);
        assertThat(untouched.at("/litellm_budget_table/rpm_limit").intValue()).isEqualTo(9);
        // back to the shared one, and the copy is gone
        String copy = changed.path("budget_id").textValue();
        stage.send(
                "PATCH",
                "/organization/update",
                "{\"organization_id\":\"%s\",\"budget_id\":\"shared\"}".formatted(one));
        assertThat(stage.post("/budget/info", "{\"budgets\":[\"%s\"]}".formatted(copy)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST|/organization/new|{}|422",
                "POST|/organization/new|{\"organization_alias\":\"x\",\"max_budget\":-1}|400",
                "POST|/organization/new|{\"organization_alias\":\"x\",\"models\":\"a\"}|422",
                "POST|/organization/new|{\"organization_alias\":\"x\",\"budget_id\":\"nowhere\"}|404",
                "POST|/organization/new|{\"organization_alias\":\"x\",\"budget_id\":\"b\",\"max_budget\":1}|422",
                "PATCH|/organization/update|{\"organization_id\":\"nowhere\"}|404",
                "PATCH|/organization/update|{}|422",
                "DELETE|/organization/delete|{\"organization_ids\":[\"nowhere\"]}|404",
                "DELETE|/organization/delete|{\"organization_ids\":[]}|400",
                "DELETE|/organization/delete|{}|422",
                "GET|/organization/info?organization_id=nowhere||404",
                "GET|/organization/info||422",
                "POST|/organization/info|{\"organizations\":[\"nowhere\"]}|404",
            })
    void whatCannotBeIsRefused(String method, String route, String body, int status) {
        HttpResponse<String> answer = stage.send(method, route, TestGateway.MASTER_KEY, body == null ? "" : body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    @Test
    void aListShowsWhatIsAskedForWithMembersAndTeams() {
        String id = id(stage.post("/organization/new", "{\"organization_alias\":\"One of 100%_\"}"));
        stage.team("listed-team", id);
        stage.userWithKey("listed-user", "internal_user");
        addMember(id, "listed-user", "internal_user");
        JsonNode found = stage.get("/organization/list?org_alias=100%25_");
        assertThat(found).hasSize(1);
        assertThat(found.at("/0/members/0/user_id").textValue()).isEqualTo("listed-user");
        assertThat(found.at("/0/teams/0/team_id").textValue()).isEqualTo("listed-team");
        assertThat(stage.get("/organization/list?org_alias=100_%25")).isEmpty();
        assertThat(stage.get("/organization/list?org_id=" + id)).hasSize(1);
        assertThat(stage.get("/organization/list?page_size=1")).hasSize(1);
    }

    @Test
    void anOrganizationBindsTheCallsOfItsTeams() {
        String id = id(stage.post("/organization/new", """
            {"organization_alias": "Bound", "models": ["fast-chat"], "max_budget": 0.00004}
            """));
        stage.team("bound-team", id);
        String key = stage.gateway().newKey("{\"team_id\":\"bound-team\"}");
        HttpResponse<String> foreign = AdminStage.chat(stage.gateway(), key, "other-chat", "");
        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(foreign.body()).contains("org_model_access_denied");
        assertThat(stage.chat(key).statusCode()).isEqualTo(200);
        assertThat(stage.chat(key).statusCode()).isEqualTo(200);
        HttpResponse<String> spent = stage.chat(key);
        assertThat(spent.statusCode()).as(spent.body()).isEqualTo(422);
        assertThat(spent.body()).contains("Budget has been exceeded! Organization=" + id);
        assertThat(stage.booked("organization", id)).isPositive();
        assertThat(stage.get("/organization/info?organization_id=" + id)
                        .path("spend")
                        .doubleValue())
                .isGreaterThan(0.00003);
        stage.send("PATCH", "/organization/update", "{\"organization_id\":\"%s\",\"max_budget\":1}".formatted(id));
        assertThat(stage.chat(key).statusCode()).isEqualTo(200);
        Await.until(
                "the other instance knows",
                () -> AdminStage.chat(stage.other(), key, AdminStage.MODEL, "").statusCode() == 200);
        stage.send("PATCH", "/organization/update", "{\"organization_id\":\"%s\",\"rpm_limit\":0}".formatted(id));
        assertThat(stage.chat(key).statusCode()).isEqualTo(429);
    }

    @Test
    void aMembersOwnMaximumBindsWhatTheySpendThere() {
        String id = id(stage.post("/organization/new", "{\"organization_alias\":\"Members\"}"));
        stage.userWithKey("saver", "internal_user");
        JsonNode added = stage.post("/organization/member_add", """
            {"organization_id": "%s", "member": {"user_id": "saver", "role": "internal_user"},
             "max_budget_in_organization": 0}
            """.formatted(id));
        assertThat(added.at("/updated_organization_memberships/0/litellm_budget_table/max_budget")
                        .isNumber())
                .isTrue();
        String key = stage.gateway().newKey("{\"user_id\":\"saver\",\"organization_id\":\"%s\"}".formatted(id));
        HttpResponse<String> refused = stage.chat(key);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
        assertThat(refused.body()).contains("Crossed spend within organization. User=saver, Organization=" + id);
        JsonNode changed = stage.send("PATCH", "/organization/member_update", """
            {"organization_id": "%s", "user_id": "saver", "max_budget_in_organization": null}
            """.formatted(id));
        assertThat(changed.at("/litellm_budget_table/max_budget").isNull()).isTrue();
        assertThat(stage.chat(key).statusCode()).isEqualTo(200);
    }

    @Test
    void membersComeChangeAndGo() {
        String id = id(stage.post("/organization/new", "{\"organization_alias\":\"Club\"}"));
        JsonNode added = stage.post("/organization/member_add", """
            {"organization_id": "%s", "member": [{"user_email": "New@example.com", "role": "org_admin"},
             {"user_id": "club-2", "role": "internal_user_viewer"}]}
            """.formatted(id));
        assertThat(added.path("updated_users")).hasSize(2);
        assertThat(added.path("updated_users").findValuesAsText("user_role"))
                .containsExactlyInAnyOrder("internal_user", "internal_user_viewer");
        assertThat(added.toString()).doesNotContain("password");
        HttpResponse<String> again =
                stage.send("POST", "/organization/member_add", TestGateway.MASTER_KEY, """
                    {"organization_id": "%s", "member": {"user_email": "new@EXAMPLE.com", "role": "org_admin"}}
                    """.formatted(id));
        assertThat(again.statusCode()).as(again.body()).isEqualTo(400);
        JsonNode changed = stage.send("PATCH", "/organization/member_update", """
            {"organization_id": "%s", "user_email": "new@example.com", "role": "internal_user"}
            """.formatted(id));
        assertThat(changed.path("user_role").textValue()).isEqualTo("internal_user");
        JsonNode gone = stage.send(
                "DELETE",
                "/organization/member_delete",
                "{\"organization_id\":\"%s\",\"user_id\":\"club-2\"}".formatted(id));
        assertThat(gone.path("user_id").textValue()).isEqualTo("club-2");
        assertThat(stage.get("/organization/info?organization_id=" + id).path("members"))
                .hasSize(1);
        assertThat(stage.send(
                                "DELETE",
                                "/organization/member_delete",
                                TestGateway.MASTER_KEY,
                                "{\"organization_id\":\"%s\",\"user_id\":\"club-2\"}".formatted(id))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void anAdministratorOfOneOrganizationTouchesNoOther() {
        String own = id(stage.post("/organization/new", "{\"organization_alias\":\"Own\"}"));
        String foreign = id(stage.post("/organization/new", "{\"organization_alias\":\"Foreign\"}"));
        String admin = stage.userWithKey("own-admin", "internal_user");
        String member = stage.userWithKey("own-member", "internal_user");
        addMember(own, "own-admin", "org_admin");
        addMember(own, "own-member", "internal_user");
        String body = "{\"organization_id\":\"%s\",\"member\":{\"user_id\":\"%s\",\"role\":\"internal_user\"}}";
        assertThat(stage.send("POST", "/organization/member_add", admin, body.formatted(own, "guest"))
                        .statusCode())
                .isEqualTo(200);
        for (String key : List.of(admin, member)) {
            assertThat(stage.send("POST", "/organization/member_add", key, body.formatted(foreign, key))
                            .statusCode())
                    .isEqualTo(403);
            HttpResponse<String> info = stage.gateway().get("/organization/info?organization_id=" + foreign, key);
            assertThat(info.statusCode()).isEqualTo(403);
            assertThat(info.body()).contains("You do not have access to this organization");
            JsonNode list = AdminStage.ok(stage.gateway().get("/organization/list", key));
            assertThat(list).hasSize(1);
            assertThat(id(list.get(0))).isEqualTo(own);
            assertThat(stage.send("PATCH", "/organization/update", key, "{\"organization_id\":\"%s\"}".formatted(own))
                            .statusCode())
                    .isEqualTo(401);
        }
        assertThat(stage.send("POST", "/organization/member_add", member, body.formatted(own, "x"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void whatBelongsToAnOrganizationEndsWithIt() {
        String id = id(stage.post("/organization/new", "{\"organization_alias\":\"Doomed\",\"max_budget\":1}"));
        stage.team("doomed-team", id);
        stage.userWithKey("doomed-user", "internal_user");
        addMember(id, "doomed-user", "org_admin");
        stage.teamMember("doomed-team", "doomed-user", "admin");
        stage.execute("insert into meridian.project (project_id, team_id, created_at, updated_at)"
                + " values ('doomed-project', 'doomed-team', now(), now())");
        String ofTeam = stage.gateway().newKey("{\"team_id\":\"doomed-team\"}");
        String ofOrganization = stage.gateway().newKey("{\"organization_id\":\"%s\"}".formatted(id));
        String ofNobody = stage.gateway().newKey("{}");
        for (String key : List.of(ofTeam, ofOrganization)) {
            assertThat(AdminStage.chat(stage.other(), key, AdminStage.MODEL, "").statusCode())
                    .isEqualTo(200);
        }
        JsonNode deleted =
                stage.send("DELETE", "/organization/delete", "{\"organization_ids\":[\"%s\"]}".formatted(id));
        assertThat(id(deleted.get(0))).isEqualTo(id);
        for (String key : List.of(ofTeam, ofOrganization)) {
            assertThat(stage.chat(key).statusCode()).isEqualTo(401);
            Await.until(
                    "the other instance knows",
                    () -> AdminStage.chat(stage.other(), key, AdminStage.MODEL, "")
                                    .statusCode()
                            == 401);
        }
        assertThat(stage.chat(ofNobody).statusCode()).isEqualTo(200);
        requireNothingLeft(id, deleted.at("/0/budget_id").textValue());
    }

    private static void requireNothingLeft(String id, String budget) {
        for (String table : List.of("organization", "organization_member", "team_member", "project")) {
            assertThat(stage.number(
                            "select count(*) from meridian.%s t where t::text like '%%doomed%%' or t::text like ?"
                                    .formatted(table),
                            "%" + id + "%"))
                    .as(table)
                    .isZero();
        }
        assertThat(stage.number("select count(*) from meridian.team where team_id = ?", "doomed-team"))
                .isZero();
        assertThat(stage.number("select count(*) from meridian.gateway_user where user_id = ?", "doomed-user"))
                .isEqualTo(1);
        // a budget that was made for it alone is gone as well
        assertThat(stage.number("select count(*) from meridian.budget where budget_id = ?", budget))
                .isZero();
    }

    @Test
    void everyWriteLeavesARowForEachObjectItChanged() {
        String id = id(stage.post("/organization/new", "{\"organization_alias\":\"Audited\",\"max_budget\":1}"));
        stage.team("audited-team", id);
        stage.userWithKey("audited-user", "internal_user");
        addMember(id, "audited-user", "internal_user");
        stage.gateway().newKey("{\"team_id\":\"audited-team\"}");
        stage.send("PATCH", "/organization/update", "{\"organization_id\":\"%s\",\"max_budget\":2}".formatted(id));
        stage.send("DELETE", "/organization/delete", "{\"organization_ids\":[\"%s\"]}".formatted(id));
        JsonNode rows = stage.get("/audit?object_id=" + id).path("audit_logs");
        assertThat(rows.findValuesAsText("action")).containsExactlyInAnyOrder("created", "updated", "deleted");
        assertThat(rows.findValuesAsText("changed_by")).containsOnly("default_user_id");
        assertThat(stage.get("/audit?object_id=audited-team").path("total").intValue())
                .isEqualTo(1);
        assertThat(stage.get("/audit?table_name=LiteLLM_OrganizationMembership&object_id=audited-user")
                        .path("total")
                        .intValue())
                .isEqualTo(2);
        assertThat(stage.get("/audit/verify").path("status").textValue()).isEqualTo("intact");
    }

    private static void addMember(String organization, String user, String role) {
        stage.post("/organization/member_add", """
            {"organization_id": "%s", "member": {"user_id": "%s", "role": "%s"}}
            """.formatted(organization, user, role));
    }

    private static String id(JsonNode organization) {
        return organization.path("organization_id").textValue();
    }
}
