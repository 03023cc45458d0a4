package io.meridian.admin.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.server.TestGateway;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of keys: what is in them, in which order, and for whom. */
class KeyListIT {
    private static KeyStage stage;

    @BeforeAll
    static void start() {
        stage = KeyStage.start();
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void pagesTellHashesNewestFirstAndHowManyThereAre() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.addFirst(KeyStage.hash(stage.gateway().newKey("{\"user_id\": \"paged\"}")));
        }
        JsonNode first = stage.get("/key/list?user_id=paged&size=2");
        assertThat(texts(first.path("keys"))).isEqualTo(made.subList(0, 2));
        assertThat(first.path("total_count").intValue()).isEqualTo(5);
        assertThat(first.path("current_page").intValue()).isEqualTo(1);
        assertThat(first.path("total_pages").intValue()).isEqualTo(3);
        assertThat(texts(stage.get("/key/list?user_id=paged&size=2&page=3").path("keys")))
                .isEqualTo(made.subList(4, 5));
        stage.ok("/key/delete", "{\"keys\": [\"%s\"]}".formatted(made.getFirst()));
        assertThat(stage.get("/key/list?user_id=paged").path("total_count").intValue())
                .isEqualTo(4);
    }

    @Test
    void theCountOfAllFollowsEveryWrite() {
        int before = stage.get("/key/list").path("total_count").intValue();
        String key = stage.gateway().newKey("{}");
        stage.execute("insert into virtual_key (token, user_id, created_at, updated_at)"
                + " select 'planted-' || n, 'planted', now(), now() from generate_series(1, 1500) n");
        assertThat(stage.get("/key/list").path("total_count").intValue()).isEqualTo(before + 1501);
        stage.ok("/key/delete", "{\"keys\": [\"%s\"]}".formatted(key));
        stage.execute("delete from virtual_key where user_id = 'planted'");
        assertThat(stage.get("/key/list").path("total_count").intValue()).isEqualTo(before);
    }

    /** More changes than are read each time: they are folded, and nothing is lost or counted twice. */
    @Test
    void foldingTheChangesKeepsTheCount() {
        int before = stage.get("/key/list").path("total_count").intValue();
        stage.execute("do $$ begin for n in 1..1200 loop insert into virtual_key (token, user_id, created_at,"
                + " updated_at) values ('folded-' || n, 'folded', now(), now()); end loop; end $$");
        for (int i = 0; i < 3; i++) {
            assertThat(stage.get("/key/list").path("total_count").intValue()).isEqualTo(before + 1200);
            assertThat(stage.get("/key/list?user_id=folded").path("total_count").intValue())
                    .isEqualTo(1200);
        }
        stage.execute("delete from virtual_key where user_id = 'folded'");
        assertThat(stage.get("/key/list").path("total_count").intValue()).isEqualTo(before);
    }

    @Test
    void sessionsOfTheUserInterfaceAreInNoList() {
        int before = stage.get("/key/list").path("total_count").intValue();
        stage.execute("insert into virtual_key (token, team_id, user_id, created_at, updated_at)"
                + " values ('session', 'litellm-dashboard', 'sessions', now(), now())");
        assertThat(stage.get("/key/list").path("total_count").intValue()).isEqualTo(before);
        assertThat(stage.get("/key/list?user_id=sessions").path("keys")).isEmpty();
        assertThat(stage.get("/key/list?team_id=litellm-dashboard").path("keys"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key_alias|asc|b,c,a",
                "key_alias|desc|a,c,b",
                "max_budget|asc|a,b,c",
                "max_budget|desc|c,b,a",
                "created_at|asc|a,b,c",
                "updated_at|desc|c,b,a",
                "spend|desc|b,c,a",
                "spend|asc|a,c,b"
            })
    void sortsByEveryColumn(String column, String direction, String order) {
        stage.execute(
                "delete from virtual_key where user_id = 'sorted'",
                "insert into virtual_key (token, user_id, config, key_alias, max_budget, created_at, updated_at) values"
                        + " ('sort-a', 'sorted', '{\"n\":\"a\"}', 'sort z', 1, '2026-01-01', '2026-01-01'),"
                        + " ('sort-b', 'sorted', '{\"n\":\"b\"}', 'sort x', 2, '2026-01-02', '2026-01-02'),"
                        + " ('sort-c', 'sorted', '{\"n\":\"c\"}', 'sort y', 3, '2026-01-03', '2026-01-03')",
                "insert into spent values ('api_key', 'sort-b', '1970-01-01 00:00Z', 9000000000),"
                        + " ('api_key', 'sort-c', '1970-01-01 00:00Z', 1000000000) on conflict do nothing");
        JsonNode listed = stage.get("/key/list?user_id=sorted&return_full_object=true&sort_by=%s&sort_order=%s"
                .formatted(column, direction));
        assertThat(listed.path("keys"))
                .extracting(row -> row.at("/config/n").textValue())
                .containsExactly(order.split(","));
        if (column.equals("spend")) {
            assertThat(listed.at(direction.equals("desc") ? "/keys/0/spend" : "/keys/2/spend")
                            .doubleValue())
                    .isEqualTo(9);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sort_by=name", "sort_order=up", "status=alive"})
    void aQueryThatMakesNoSenseIsRefused(String query) {
        HttpResponse<String> answer = stage.gateway().get("/key/list?" + query, TestGateway.MASTER_KEY);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(TestGateway.json(answer).at("/error/type").textValue()).isEqualTo("bad_request_error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"page=0", "size=0", "size=101", "size=x", "return_full_object=maybe", "user_id=%00"})
    void aWrongTypeIsUnprocessable(String query) {
        assertThat(stage.gateway()
                        .get("/key/list?" + query, TestGateway.MASTER_KEY)
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void filtersByWhatAKeyIs() {
        String key = stage.gateway().newKey("""
            {"key_alias": "Find%Me", "team_id": "crew", "user_id": "ann", "agent_id": "agent",
             "access_group_ids": ["group"]}
            """);
        String hash = KeyStage.hash(key);
        for (String query : List.of(
                "key_alias=Find%25Me",
                "key_hash=" + hash,
                "key_hash=" + key,
                "agent_id=agent",
                "access_group_id=group",
                "search=find%25m",
                "key_alias=IND%25&substring_matching=true",
                "organization_id=acme&key_alias=Find%25Me")) {
            assertThat(texts(stage.get("/key/list?" + query).path("keys")))
                    .as(query)
                    .containsExactly(hash);
        }
        for (String query : List.of("key_alias=find", "search=f_nd", "search=%25%25", "project_id=x", "agent_id=age")) {
            assertThat(stage.get("/key/list?" + query).path("keys")).as(query).isEmpty();
        }
    }

    @Test
    void aliasesAreToldInTheOrderOfTheAlphabet() {
        stage.gateway().newKey("{\"key_alias\": \"alias-b\", \"team_id\": \"others\"}");
        stage.gateway().newKey("{\"key_alias\": \"alias-a\", \"team_id\": \"others\"}");
        JsonNode found = stage.get("/key/aliases?search=ALIAS-");
        assertThat(texts(found.path("aliases"))).containsExactly("alias-a", "alias-b");
        assertThat(found.path("total_count").intValue()).isEqualTo(2);
        assertThat(found.path("size").intValue()).isEqualTo(50);
        int all = stage.get("/key/aliases").path("total_count").intValue();
        stage.gateway().newKey("{\"key_alias\": \"alias-c\"}");
        assertThat(stage.get("/key/aliases").path("total_count").intValue()).isEqualTo(all + 1);
        assertThat(texts(stage.get("/key/aliases?team_id=others").path("aliases")))
                .contains("alias-a", "alias-b")
                .doesNotContain("alias-c");
    }

    @Test
    void fullObjectsTellTheUsersToo() {
        String key = stage.gateway().newKey("{\"user_id\": \"ann\", \"key_alias\": \"expanded\"}");
        JsonNode row = stage.get("/key/list?key_alias=expanded&expand=user").at("/keys/0");
        assertThat(row.path("token").textValue()).isEqualTo(KeyStage.hash(key));
        assertThat(row.at("/user/user_email").textValue()).isEqualTo("ann@example.com");
        assertThat(row.path("created_by_user").isNull()).isTrue();
        assertThat(row.has("key")).isFalse();
    }

    @Test
    void whatIsDeletedIsToldWithWhoDeletedIt() {
        String key = stage.gateway().newKey("{\"user_id\": \"gone\", \"key_alias\": \"gone\", \"spend\": 1.5}");
        HttpResponse<String> answer = stage.gateway()
                .send(stage.gateway()
                        .request("/key/delete", TestGateway.MASTER_KEY)
                        .header("content-type", "application/json")
                        .header("litellm-changed-by", "the-boss")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"keys\": [\"%s\"]}".formatted(key)))
                        .build());
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode listed = stage.get("/key/list?status=deleted&user_id=gone");
        assertThat(listed.path("total_count").intValue()).isEqualTo(1);
        JsonNode row = listed.at("/keys/0");
        assertThat(row.path("token").textValue()).isEqualTo(KeyStage.hash(key));
        assertThat(row.path("key_alias").textValue()).isEqualTo("gone");
        assertThat(row.path("spend").doubleValue()).isEqualTo(1.5);
        assertThat(row.path("deleted_by").textValue()).isEqualTo("default_user_id");
        assertThat(row.path("deleted_by_api_key").textValue()).isEqualTo("litellm_proxy_master_key");
        assertThat(row.path("litellm_changed_by").textValue()).isEqualTo("the-boss");
        assertThat(row.path("deleted_at").isTextual()).isTrue();
        assertThat(stage.get("/key/list?user_id=gone").path("keys")).isEmpty();
    }

    @Test
    void everybodyElseSeesTheirOwn() {
        String ann = stage.keyOf("ann");
        String own = KeyStage.hash(stage.gateway().newKey("{\"user_id\": \"ann\", \"team_id\": \"crew\"}"));
        String toms = KeyStage.hash(stage.gateway().newKey("{\"user_id\": \"tom\", \"team_id\": \"crew\"}"));
        String service = KeyStage.hash(stage.gateway().newKey("{\"team_id\": \"crew\"}"));
        String foreign = KeyStage.hash(stage.gateway().newKey("{\"team_id\": \"others\", \"user_id\": \"sam\"}"));
        String query = "/key/list?size=100";
        assertThat(texts(stage.get(query, ann).path("keys"))).contains(own).doesNotContain(toms, service, foreign);
        assertThat(texts(stage.get(query + "&include_team_keys=true", ann).path("keys")))
                .contains(own, service)
                .doesNotContain(toms, foreign);
        String tom = stage.keyOf("tom");
        JsonNode wide = stage.get(query + "&include_team_keys=true&team_id=crew", tom);
        assertThat(texts(wide.path("keys"))).contains(own, toms, service).doesNotContain(foreign);
        assertThat(wide.path("total_count").intValue())
                .isEqualTo(wide.path("keys").size());
        assertThat(texts(stage.get(query + "&organization_id=acme", stage.keyOf("olga"))
                        .path("keys")))
                .contains(own, toms, service)
                .doesNotContain(foreign);
        assertThat(texts(stage.get(query, stage.keyOf("vera")).path("keys"))).contains(own, toms, service, foreign);
        String made = KeyStage.hash(stage.ok("/key/service-account/generate", tom, "{\"team_id\": \"crew\"}")
                .path("key")
                .textValue());
        assertThat(texts(stage.get(query, tom).path("keys"))).doesNotContain(made);
        assertThat(texts(stage.get(query + "&include_created_by_keys=true", tom).path("keys")))
                .contains(made)
                .doesNotContain(service);
    }

    @ParameterizedTest
    @ValueSource(strings = {"user_id=tom", "team_id=others", "organization_id=other", "organization_id=acme"})
    void whoAsksForWhatIsForeignIsRefused(String query) {
        HttpResponse<String> answer = stage.gateway().get("/key/list?" + query, stage.keyOf("ann"));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(TestGateway.json(answer).at("/error/type").textValue()).isEqualTo("bad_request_error");
    }

    @Test
    void aKeyOfNobodyHasNothingToList() {
        assertThat(stage.gateway()
                        .get("/key/list", stage.gateway().newKey("{}"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void manyKeysAreToldAtOnce() {
        String key = stage.gateway().newKey("{\"key_alias\": \"many\"}");
        JsonNode answer = stage.ok("/v2/key/info", "{\"keys\": [\"%s\", \"sk-unknown\"]}".formatted(key));
        assertThat(texts(answer.path("key"))).containsExactly(key, "sk-unknown");
        assertThat(answer.path("info")).hasSize(1);
        assertThat(answer.at("/info/0/key_alias").textValue()).isEqualTo("many");
        assertThat(stage.gateway()
                        .post("/v2/key/info", TestGateway.MASTER_KEY, "")
                        .statusCode())
                .isEqualTo(422);
        assertThat(stage.get("/key/info?key_alias=many").at("/info/key_alias").textValue())
                .isEqualTo("many");
    }

    @Test
    void aKeyThatWorksIsHealthy() {
        assertThat(stage.ok("/key/health", stage.gateway().newKey("{}"), "")
                        .path("key")
                        .textValue())
                .isEqualTo("healthy");
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(element -> texts.add(element.textValue()));
        return texts;
    }
}
