package io.meridian.admin.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.auth.KeyHash;
import io.meridian.server.TestGateway;
import io.meridian.testing.TestPostgres;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Mappings of claims to keys, as administrators keep them. */
class MappingIT {
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
    void aMappingIsMadeChangedListedAndDeleted() {
        String key = gateway.newKey("{}");
        JsonNode made = ok("/new", """
            {"jwt_claim_name": "email", "jwt_claim_value": "a@example.com", "key": "%s", "description": "d"}
            """.formatted(key));
        String id = made.path("id").textValue();
        assertThat(made.path("token").textValue()).isEqualTo(KeyHash.of(key).hex());
        assertThat(made.path("is_active").booleanValue()).isTrue();
        assertThat(made.path("created_by").textValue()).isEqualTo("default_user_id");
        assertThat(made.has("key")).isFalse();
        String other = gateway.newKey("{}");
        JsonNode changed = ok(
                "/update",
                "{\"id\": \"%s\", \"token\": \"%s\", \"is_active\": false, \"description\": null}"
                        .formatted(id, KeyHash.of(other).hex()));
        assertThat(changed.path("token").textValue())
                .isEqualTo(KeyHash.of(other).hex());
        assertThat(changed.path("is_active").booleanValue()).isFalse();
        assertThat(changed.path("description").isNull()).isTrue();
        assertThat(get("/info?id=" + id)).isEqualTo(changed);
        assertThat(get("/list").path("mappings").toString()).contains(id);
        ok("/delete", "{\"id\": \"%s\"}".formatted(id));
        assertThat(gateway.get("/jwt/key/mapping/info?id=" + id, TestGateway.MASTER_KEY)
                        .statusCode())
                .isEqualTo(404);
        assertThat(post("/delete", "{\"id\": \"%s\"}".formatted(id)).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aMappingFollowsItsKeyAndGoesWithIt() {
        String key = gateway.newKey("{}");
        String id = ok("/new", mapping("follows", key)).path("id").textValue();
        HttpResponse<String> replaced =
                gateway.post("/key/regenerate", TestGateway.MASTER_KEY, "{\"key\": \"%s\"}".formatted(key));
        JsonNode now = TestGateway.json(replaced);
        assertThat(get("/info?id=" + id).path("token")).isEqualTo(now.path("token"));
        gateway.post(
                "/key/delete",
                TestGateway.MASTER_KEY,
                "{\"keys\": [\"%s\"]}".formatted(now.path("key").textValue()));
        assertThat(gateway.get("/jwt/key/mapping/info?id=" + id, TestGateway.MASTER_KEY)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aClaimStandsForOneKey() {
        String key = gateway.newKey("{}");
        ok("/new", mapping("once", key));
        assertThat(post("/new", mapping("once", key)).statusCode()).isEqualTo(400);
        assertThat(post("/new", mapping("unknown", "sk-unknown")).statusCode()).isEqualTo(404);
        assertThat(post("/new", "{\"jwt_claim_name\": \"a\", \"jwt_claim_value\": \"b\"}")
                        .statusCode())
                .isEqualTo(422);
        assertThat(post("/new", "{\"jwt_claim_name\": 1, \"jwt_claim_value\": \"b\", \"key\": \"sk-x\"}")
                        .statusCode())
                .isEqualTo(422);
        assertThat(gateway.get("/jwt/key/mapping/info", TestGateway.MASTER_KEY).statusCode())
                .isEqualTo(422);
    }

    private static String mapping(String value, String key) {
        return "{\"jwt_claim_name\": \"sub\", \"jwt_claim_value\": \"%s\", \"key\": \"%s\"}".formatted(value, key);
    }

    private static JsonNode ok(String path, String body) {
        HttpResponse<String> answer = post(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestGateway.json(answer);
    }

    private static HttpResponse<String> post(String path, String body) {
        return gateway.post("/jwt/key/mapping" + path, TestGateway.MASTER_KEY, body);
    }

    private static JsonNode get(String path) {
        return TestGateway.json(gateway.get("/jwt/key/mapping" + path, TestGateway.MASTER_KEY));
    }
}
