package io.meridian.admin.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.auth.KeyHash;
import io.meridian.base.JsonText;
import io.meridian.server.TestGateway;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys as administrators make, change and end them by curl. */
class KeysIT {
    private static KeyStage stage;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        stage = KeyStage.start();
        gateway = stage.gateway();
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void aNewKeyHasTheShapeOfTheContract() {
        for (String body : List.of("{}", "")) {
            JsonNode made = made(body);
            String key = made.path("key").textValue();
            assertThat(key).matches("sk-[A-Za-z0-9_-]{22}");
            assertThat(made.path("key_name").textValue()).isEqualTo("sk-..." + key.substring(key.length() - 4));
            assertThat(made.path("token").textValue()).isEqualTo(KeyHash.of(key).hex());
            assertThat(made.path("token_id")).isEqualTo(made.path("token"));
            assertThat(made.path("key_type").textValue()).isEqualTo("default");
            assertThat(made.path("spend").doubleValue()).isZero();
            assertThat(made.path("created_by").textValue()).isEqualTo("default_user_id");
            assertThat(made.path("updated_by").textValue()).isEqualTo("default_user_id");
            assertThat(made.path("created_at").textValue())
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
            assertThat(made.path("models")).isEmpty();
            assertThat(made.path("metadata").isObject()).isTrue();
            assertThat(made.path("expires").isNull()).isTrue();
            assertThat(made.path("blocked").isNull()).isTrue();
            assertThat(made.path("max_budget").isNull()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "organization_id",
                "project_id",
                "agent_id",
                "user_id",
                "team_id",
                "key_alias",
                "soft_budget",
                "budget_id",
                "budget_duration",
                "litellm_budget_table",
                "max_parallel_requests",
                "tpm_limit",
                "rpm_limit",
                "aliases",
                "config",
                "permissions",
                "model_max_budget",
                "model_rpm_limit",
                "model_tpm_limit",
                "allowed_cache_controls",
                "allowed_routes",
                "guardrails",
                "policies",
                "prompts",
                "tags",
                "enforced_params",
                "object_permission",
                "router_settings",
                "access_group_ids",
                "rpm_limit_type",
                "tpm_limit_type",
                "allowed_passthrough_routes",
                "allowed_vector_store_indexes",
                "duration",
                "updated_at"
            })
    void aNewKeyShowsTheFieldThoughUnset(String field) {
        assertThat(made("{}").has(field)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "user_id|\"u1\"",
                "team_id|\"crew\"",
                "organization_id|\"acme\"",
                "project_id|\"p1\"",
                "agent_id|\"a1\"",
                "models|[\"gpt-4o\",\"claude\"]",
                "max_budget|10.5",
                "soft_budget|0.1",
                "budget_duration|\"30d\"",
                "max_parallel_requests|3",
                "tpm_limit|9223372036854775807",
                "rpm_limit|10",
                "metadata|{\"a\":{\"b\":[1,null]}}",
                "aliases|{\"small\":\"gpt-4o\"}",
                "config|{\"x\":1}",
                "permissions|{\"get_spend_routes\":true}",
                "model_max_budget|{\"gpt-4o\":{\"budget_limit\":1.5,\"time_period\":\"1d\"}}",
                "allowed_routes|[\"/chat\"]",
                "allowed_cache_controls|[\"no-cache\"]",
                "model_rpm_limit|{\"gpt-4o\":5}",
                "tags|[\"x\"]",
                "blocked|true",
                "rpm_limit_type|\"dynamic\"",
                "router_settings|{\"fallbacks\":[]}",
                "duration|\"30d\"",
                "auto_rotate|true",
                "rotation_interval|\"90d\""
            })
    void aFieldIsEchoedAndKept(String field, String value) {
        JsonNode made = made("{\"%s\": %s}".formatted(field, value));
        JsonNode sent = JsonText.stored(value);
        assertThat(made.path(field)).isEqualTo(sent);
        JsonNode info = info(made.path("key").textValue());
        if (info.has(field)) {
            assertThat(info.path(field)).isEqualTo(sent);
        }
    }

    @Test
    void anUpdateChangesWhatIsSentAndClearsWhatIsNull() {
        String key = made("""
            {"rpm_limit": 5, "tpm_limit": 7, "max_budget": 2, "budget_duration": "1d", "duration": "1h",
             "models": ["a"], "metadata": {"keep": 1}, "tags": ["x"], "user_id": "u"}
            """).path("key").textValue();
        JsonNode changed = ok("/key/update", "{\"key\": \"%s\", \"rpm_limit\": 6}".formatted(key));
        assertThat(changed.path("key").textValue()).isEqualTo(key);
        assertThat(changed.path("rpm_limit").intValue()).isEqualTo(6);
        assertThat(changed.path("tpm_limit").intValue()).isEqualTo(7);
        ok("/key/update", """
            {"key": "%s", "rpm_limit": null, "max_budget": null, "budget_duration": null, "duration": null,
             "models": null, "tags": null, "user_id": null}
            """.formatted(KeyHash.of(key).hex()));
        JsonNode info = info(key);
        for (String cleared :
                List.of("rpm_limit", "max_budget", "budget_duration", "budget_reset_at", "expires", "user_id")) {
            assertThat(info.path(cleared).isNull()).as(cleared).isTrue();
        }
        assertThat(info.path("models")).isEmpty();
        assertThat(info.path("metadata").toString()).isEqualTo("{\"keep\":1}");
        assertThat(info.path("tpm_limit").intValue()).isEqualTo(7);
    }

    @Test
    void keysAreDeletedByThemselvesTheirHashesAndTheirAliases() {
        String raw = made("{}").path("key").textValue();
        String hashed = made("{}").path("key").textValue();
        String aliased = made("{\"key_alias\": \"to be deleted\"}").path("key").textValue();
        String hash = KeyHash.of(hashed).hex();
        assertThat(ok("/key/delete", "{\"keys\": [\"%s\", \"%s\"]}".formatted(raw, hash))
                        .toString())
                .isEqualTo("{\"deleted_keys\":[\"%s\",\"%s\"]}".formatted(raw, hash));
        ok("/key/delete", "{\"key_aliases\": [\"to be deleted\"]}");
        for (String key : List.of(raw, hashed, aliased)) {
            assertThat(gateway.get("/v1/models", key).statusCode()).isEqualTo(401);
            assertThat(gateway.get("/key/info?key=" + key, TestGateway.MASTER_KEY)
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void aKeyIsBlockedAndUnblocked() {
        String key = made("{}").path("key").textValue();
        assertThat(ok("/key/block", "{\"key\": \"%s\"}".formatted(key))
                        .path("blocked")
                        .booleanValue())
                .isTrue();
        assertThat(gateway.get("/v1/models", key).statusCode()).isEqualTo(401);
        ok("/key/unblock", "{\"key\": \"%s\"}".formatted(KeyHash.of(key).hex()));
        assertThat(gateway.get("/v1/models", key).statusCode()).isEqualTo(200);
    }

    @Test
    void aKeyExpiresExactlyAfterItsDuration() {
        JsonNode made = made("{\"duration\": \"2h\"}");
        Instant created = Instant.parse(made.path("created_at").textValue());
        assertThat(Duration.between(created, Instant.parse(made.path("expires").textValue())))
                .isBetween(
                        Duration.ofHours(2).minusSeconds(1), Duration.ofHours(2).plusSeconds(1));
        assertThat(made("{\"duration\": \"-1\"}").path("expires").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key_alias|5",
                "duration|30",
                "models|\"gpt\"",
                "models|[1]",
                "max_budget|\"ten\"",
                "max_budget|[]",
                "max_budget|1e999999999",
                "budget_duration|30",
                "user_id|{}",
                "team_id|7",
                "max_parallel_requests|\"3\"",
                "max_parallel_requests|3000000000",
                "tpm_limit|9223372036854775808",
                "rpm_limit|1.5",
                "rpm_limit|true",
                "rpm_limit|1e400",
                "metadata|[]",
                "metadata|\"x\"",
                "aliases|{\"a\":1}",
                "aliases|[]",
                "config|1",
                "permissions|\"x\"",
                "blocked|\"yes\"",
                "blocked|1",
                "allowed_routes|{}",
                "allowed_cache_controls|\"x\"",
                "key|5",
                "key_type|\"root\"",
                "key_type|1",
                "auto_rotate|\"x\""
            })
    void aWrongTypeIsNamedInTheListOfProblems(String field, String value) {
        HttpResponse<String> answer = post("/key/generate", "{\"%s\": %s}".formatted(field, value));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        JsonNode problem = TestGateway.json(answer).path("detail").path(0);
        assertThat(problem.path("loc").toString()).isEqualTo("[\"body\",\"%s\"]".formatted(field));
        assertThat(problem.path("type").textValue()).isNotEmpty();
        assertThat(problem.path("msg").textValue()).isNotEmpty();
    }

    @Test
    void allWrongTypesAreNamedAtOnce() {
        HttpResponse<String> answer = post("/key/generate", "{\"models\": 1, \"user_id\": 2, \"blocked\": 3}");
        assertThat(TestGateway.json(answer).path("detail")).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "duration|\"30min\"",
                "duration|\"soon\"",
                "duration|\"0d\"",
                "duration|\"99999999999d\"",
                "duration|\"999999999mo\"",
                "duration|\"999999999w\"",
                "budget_duration|\"30min\"",
                "rotation_interval|\"x\"",
                "max_budget|-1",
                "max_budget|1e299",
                "max_budget|1e-200",
                "soft_budget|-0.5",
                "rpm_limit|-1",
                "tpm_limit|-1",
                "max_parallel_requests|-1",
                "key|\"no-prefix\""
            })
    void aValueThatMakesNoSenseIsRefused(String field, String value) {
        HttpResponse<String> answer = post("/key/generate", "{\"%s\": %s}".formatted(field, value));
        if (value.equals("1e-200")) {
            // rounds to nothing
            assertThat(answer.statusCode()).isEqualTo(200);
            return;
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(TestGateway.json(answer).at("/error/param").textValue()).isEqualTo(field);
        assertThat(TestGateway.json(answer).at("/error/code").textValue()).isEqualTo("400");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"key_alias\": \"a\\u0000b\"}",
                "{\"user_id\": \"\\u0000\"}",
                "{\"models\": [\"\\u0000\"]}",
                "{\"metadata\": {\"x\": \"\\u0000\"}}",
                "{\"metadata\": {\"\\u0000\": 1}}",
                "{\"aliases\": {\"\\u0000\": \"x\"}}",
                "{\"aliases\": {\"x\": \"\\u0000\"}}",
                "{\"tags\": [\"\\u0000\"]}",
                "{\"router_settings\": {\"x\": \"\\u0000\"}}",
                "{\"key\": \"sk-\\u0000\"}",
                "{\"key_alias\": \"\\ud800\"}",
                "{\"metadata\": {\"x\": \"\\udfff\"}}",
                "{\"metadata\": {\"x\": 1e999999}}",
                "{\"metadata\": {\"x\": 1e5000}}",
                "{\"config\": {\"x\": 1e-5000}}",
                "{\"team_id\": \"\\u0000\"}",
                "{\"config\": {\"x\": {\"y\": \"\\u0000\"}}}"
            })
    void textThatCannotBeStoredIsTheClientsMistake(String body) {
        HttpResponse<String> answer = post("/key/generate", body);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 400, 422);
        if (body.contains("u0000") && !body.contains("sk-")) {
            assertThat(answer.statusCode()).isIn(400, 422);
        }
        String key = made("{}").path("key").textValue();
        String update = "{\"key\": \"" + key + "\", " + body.substring(1).replace("\"key\"", "\"nothing\"");
        assertThat(post("/key/update", update).statusCode()).isIn(200, 400, 422);
    }

    @Test
    void anAliasIsGivenOnce() {
        String first = made("{\"key_alias\": \"only one\"}").path("key").textValue();
        HttpResponse<String> answer = post("/key/generate", "{\"key_alias\": \"only one\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode error = TestGateway.json(answer).path("error");
        assertThat(error.path("type").textValue()).isEqualTo("bad_request_error");
        assertThat(error.path("param").textValue()).isEqualTo("key_alias");
        assertThat(error.path("message").textValue()).startsWith("Key with alias 'only one' already exists.");
        String second = made("{}").path("key").textValue();
        assertThat(post("/key/update", "{\"key\": \"%s\", \"key_alias\": \"only one\"}".formatted(second))
                        .statusCode())
                .isEqualTo(400);
        ok("/key/update", "{\"key\": \"%s\", \"key_alias\": \"only one\"}".formatted(first));
        assertThat(post("/key/generate", "{\"key\": \"%s\"}".formatted(first)).statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/key/update", "/key/block", "/key/unblock"})
    void anUnknownKeyIsNotFound(String path) {
        for (String named : List.of("sk-unknown", "not even a key", "0".repeat(64))) {
            assertNotFound(post(path, "{\"key\": \"%s\"}".formatted(named)), "key");
        }
        assertThat(post(path, "{}").statusCode()).isEqualTo(422);
        assertThat(post(path, "{\"key\": null}").statusCode()).isEqualTo(422);
    }

    @Test
    void anUnknownKeyIsNeitherShownNorDeleted() {
        assertNotFound(gateway.get("/key/info?key=sk-unknown", TestGateway.MASTER_KEY), "key");
        assertNotFound(post("/key/delete", "{\"keys\": [\"sk-unknown\"]}"), "keys");
        assertThat(post("/key/delete", "{}").statusCode()).isEqualTo(422);
        assertThat(post("/key/delete", "{\"keys\": \"sk-x\"}").statusCode()).isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[{}]",
                "1",
                "null",
                "\"x\"",
                "{",
                "{\"a\":}",
                "{\"a\":1,\"a\":2}",
                "{} {}",
                "\u00ff",
                "{\"a\":NaN}"
            })
    void aBodyThatIsNoObjectIsRefused(String body) {
        HttpResponse<String> answer = post("/key/generate", body);
        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode error = TestGateway.json(answer).path("error");
        assertThat(error.path("type").textValue()).isEqualTo("invalid_request_error");
        assertThat(error.path("param").textValue()).isEqualTo("request_body");
        assertThat(error.path("message").textValue()).startsWith("Invalid JSON payload: ");
    }

    @Test
    void fieldsNobodyKnowsAreIgnored() {
        assertThat(made("{\"never_heard_of\": {\"it\": 1}}").has("key")).isTrue();
    }

    private static void assertNotFound(HttpResponse<String> answer, String param) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
        JsonNode error = TestGateway.json(answer).path("error");
        assertThat(error.path("type").textValue()).isEqualTo("not_found_error");
        assertThat(error.path("param").textValue()).isEqualTo(param);
        assertThat(error.path("message").textValue()).contains("not found");
    }

    private static JsonNode made(String body) {
        return ok("/key/generate", body);
    }

    private static JsonNode info(String key) {
        HttpResponse<String> answer = gateway.get("/key/info?key=" + key, TestGateway.MASTER_KEY);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(TestGateway.json(answer).path("key").textValue()).isEqualTo(key);
        return TestGateway.json(answer).path("info");
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
