package io.meridian.admin.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.server.TestGateway;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Random bodies from callers with bound keys: whatever becomes of them opens no more than the caller's key does. */
class KeyEscalationIT {
    private static final String MODELS = """
        model_list:
          - {model_name: a, litellm_params: {model: mock/a}}
          - {model_name: b, litellm_params: {model: mock/b}}
          - {model_name: c/x, litellm_params: {model: mock/c}}
        """;

    /** What the callers' keys are bound to. */
    private static final List<String> BOUNDS = List.of(
            "\"models\": [\"a\"]",
            "\"models\": [\"c/*\"]",
            "\"models\": [\"a\", \"b\"], \"aliases\": {\"x\": \"a\"}",
            "\"allowed_routes\": [\"/key/*\", \"/v1/models\"]",
            "\"max_budget\": 10, \"budget_duration\": \"30d\"",
            "\"budget_id\": \"tier\"",
            "\"rpm_limit\": 10, \"tpm_limit\": 100, \"max_parallel_requests\": 2",
            "\"duration\": \"30d\"",
            "\"model_rpm_limit\": {\"a\": 5}, \"model_max_budget\": {\"a\": {\"budget_limit\": 1, \"time_period\":"
                    + " \"1d\"}}",
            "\"budget_limits\": [{\"budget_duration\": \"1d\", \"max_budget\": 2}]",
            "\"enforced_params\": [\"user\"], \"guardrails\": [\"pii\"], \"allowed_cache_controls\": [\"ttl\"]");

    private static final Map<String, List<String>> VALUES = Map.ofEntries(
            Map.entry(
                    "models",
                    List.of(
                            "[]",
                            "null",
                            "[\"a\"]",
                            "[\"b\"]",
                            "[\"*\"]",
                            "[\"c/*\"]",
                            "[\"c/x\"]",
                            "[\"all-proxy-models\"]",
                            "[\"all-team-models\"]",
                            "[\"a*\"]")),
            Map.entry("aliases", List.of("{}", "{\"b\": \"b\"}", "{\"x\": \"a\"}", "{\"x\": \"b\", \"b\": \"b\"}")),
            Map.entry(
                    "allowed_routes",
                    List.of(
                            "[]",
                            "[\"/key/info\"]",
                            "[\"management_routes\"]",
                            "[\"/*\"]",
                            "[\"/key/*\"]",
                            "[\"llm_api_routes\"]")),
            Map.entry("key_type", List.of("\"default\"", "\"management\"", "\"llm_api\"")),
            Map.entry("max_budget", List.of("null", "5", "10", "11", "\"\"")),
            Map.entry("budget_duration", List.of("null", "\"1d\"", "\"30d\"", "\"12mo\"")),
            Map.entry("budget_id", List.of("null", "\"tier\"", "\"none\"")),
            Map.entry("temp_budget_increase", List.of("100")),
            Map.entry("temp_budget_expiry", List.of("\"10d\"")),
            Map.entry("rpm_limit", List.of("null", "5", "10", "1000")),
            Map.entry("tpm_limit", List.of("null", "50", "1000")),
            Map.entry("max_parallel_requests", List.of("null", "1", "50")),
            Map.entry("duration", List.of("null", "\"-1\"", "\"1d\"", "\"99d\"")),
            Map.entry("model_rpm_limit", List.of("null", "{}", "{\"a\": 4}", "{\"a\": 50}", "{\"b\": 1}")),
            Map.entry(
                    "model_max_budget",
                    List.of("null", "{}", "{\"a\": {\"budget_limit\": 1, \"time_period\": \"1h\"}}")),
            Map.entry("budget_limits", List.of("null", "[]", "[{\"budget_duration\": \"1d\", \"max_budget\": 3}]")),
            Map.entry(
                    "metadata",
                    List.of(
                            "{}",
                            "null",
                            "{\"temp_budget_increase\": 9, \"temp_budget_expiry\":" + " \"2999-01-01\"}",
                            "{\"model_rpm_limit\": {\"a\": 99}}",
                            "{\"enforced_params\": []}",
                            "{\"allowed_passthrough_routes\": [\"/x\"]}")),
            Map.entry("enforced_params", List.of("null", "[]", "[\"user\", \"metadata.job\"]")),
            Map.entry("guardrails", List.of("null", "[]")),
            Map.entry("allowed_cache_controls", List.of("null", "[]", "[\"no-cache\"]")),
            Map.entry("permissions", List.of("{}", "{\"get_spend_routes\": true}")),
            Map.entry("allowed_passthrough_routes", List.of("[]", "[\"/x\"]")),
            Map.entry("spend", List.of("0", "-1", "5")),
            Map.entry("user_id", List.of("null", "\"sam\"", "\"tom\"", "\"default_user_id\"")),
            Map.entry("team_id", List.of("null", "\"crew\"", "\"others\"")),
            Map.entry("organization_id", List.of("null", "\"acme\"", "\"other\"")),
            Map.entry("blocked", List.of("false", "true")));

    private static KeyStage stage;

    @BeforeAll
    static void start() {
        stage = KeyStage.start(MODELS);
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void nobodyMakesOrWidensAKeyBeyondTheirOwn() {
        int succeeded = 0;
        for (String bound : BOUNDS) {
            Random random = new Random(bound.hashCode());
            for (int round = 0; round < 60; round++) {
                String own = stage.gateway().newKey("{\"user_id\": \"sam\", " + bound + "}");
                Object seed = bound + " #" + round;
                // half of the time as it stands, to see that what is left open is bound as well
                String made = post("/key/generate", own, body(random, round % 5));
                if (made != null) {
                    succeeded++;
                    requireNoMore(own, made, seed);
                    post("/key/update", own, with(made, body(random, 2)));
                    requireNoMore(own, made, seed);
                }
                JsonNode before = stage.info(own);
                post("/key/update", own, with(own, body(random, 1 + round % 3)));
                requireNoMore(before, own, seed);
            }
        }
        assertThat(succeeded).isGreaterThan(100);
    }

    @Test
    void aWiderKeyOfTheSameUserIsNotToldByRegeneration() {
        String wide = stage.gateway().newKey("{\"user_id\": \"sam\"}");
        for (String bound : BOUNDS) {
            String own = stage.gateway().newKey("{\"user_id\": \"sam\", " + bound + "}");
            HttpResponse<String> answer =
                    stage.gateway().post("/key/regenerate", own, "{\"key\": \"%s\"}".formatted(wide));
            assertThat(answer.statusCode()).as(bound + answer.body()).isEqualTo(403);
            assertThat(stage.gateway()
                            .post("/key/regenerate", own, "{\"key\": \"%s\"}".formatted(own))
                            .statusCode())
                    .as(bound)
                    .isEqualTo(200);
        }
    }

    private static void requireNoMore(String own, String made, Object seed) {
        requireNoMore(stage.info(own), made, seed);
    }

    /** Looks at the key as an administrator sees it, and tries it. */
    private static void requireNoMore(JsonNode own, String made, Object seed) {
        JsonNode info = stage.info(made);
        String seen = seed + "\n" + own + "\n" + info;
        assertThat(info.path("user_id").textValue()).as(seen).isEqualTo("sam");
        assertThat(info.path("permissions")).as(seen).isEmpty();
        assertThat(info.at("/metadata/allowed_passthrough_routes")).as(seen).isEmpty();
        assertThat(info.path("organization_id").isNull()).as(seen).isTrue();
        assertThat(info.path("spend").doubleValue()).as(seen).isZero();
        for (String limit : List.of("rpm_limit", "tpm_limit", "max_parallel_requests")) {
            double bound = limit.equals("rpm_limit")
                            && own.path("budget_id").isTextual()
                            && own.path(limit).isNull()
                    ? 7
                    : own.path(limit).asDouble(Double.MAX_VALUE);
            double effective = limit.equals("rpm_limit")
                            && tiered(info)
                            && info.path(limit).isNull()
                    ? 7
                    : info.path(limit).asDouble(Double.MAX_VALUE);
            assertThat(effective).as(limit + seen).isLessThanOrEqualTo(bound);
        }
        assertThat(money(info)).as(seen).isLessThanOrEqualTo(money(own));
        if (!own.path("expires").isNull()) {
            assertThat(info.path("expires").isNull()).as(seen).isFalse();
            assertThat(Instant.parse(info.path("expires").textValue()))
                    .as(seen)
                    .isBeforeOrEqualTo(Instant.parse(own.path("expires").textValue()));
        }
        requireSameRules(own, info, seen);
        requireSameDoors(own, info, made, seen);
    }

    private static void requireSameRules(JsonNode own, JsonNode info, String seen) {
        if (!own.at("/metadata/model_rpm_limit/a").isMissingNode()) {
            assertThat(info.at("/metadata/model_rpm_limit/a").asInt(1_000))
                    .as(seen)
                    .isLessThanOrEqualTo(5);
            assertThat(info.at("/model_max_budget/a/budget_limit").asInt(1_000))
                    .as(seen)
                    .isLessThanOrEqualTo(1);
        }
        if (!own.at("/budget_limits/0").isMissingNode()) {
            assertThat(info.at("/budget_limits/0/max_budget").asInt(1_000))
                    .as(seen)
                    .isLessThanOrEqualTo(2);
        }
        if (!own.at("/metadata/enforced_params").isEmpty()) {
            assertThat(info.at("/metadata/enforced_params").toString()).as(seen).contains("user");
            assertThat(info.at("/metadata/guardrails").toString()).as(seen).contains("pii");
            assertThat(info.path("allowed_cache_controls").toString()).as(seen).isEqualTo("[\"ttl\"]");
        }
    }

    private static void requireSameDoors(JsonNode own, JsonNode info, String made, String seen) {
        if (!own.path("models").isEmpty()) {
            Set<String> allowed = new HashSet<>();
            own.path("models").forEach(model -> allowed.add(model.textValue().replace("c/*", "c/x")));
            HttpResponse<String> models = stage.gateway().get("/v1/models", made);
            if (models.statusCode() == 200) {
                TestGateway.json(models)
                        .path("data")
                        .forEach(model -> assertThat(allowed)
                                .as(seen)
                                .contains(model.path("id").textValue()));
            }
            info.path("aliases").forEach(target -> assertThat(allowed).as(seen).contains(target.textValue()));
        }
        if (!own.path("allowed_routes").isEmpty()) {
            assertThat(stage.gateway().get("/health/readiness/details", made).statusCode())
                    .as(seen)
                    .isIn(401, 403);
        }
    }

    private static boolean tiered(JsonNode info) {
        return info.path("budget_id").asText().equals("tier");
    }

    /** What may be spent in a month. */
    private static double money(JsonNode info) {
        double max = info.path("max_budget").isNull() && tiered(info)
                ? 5
                : info.path("max_budget").asDouble(Double.MAX_VALUE);
        if (max == Double.MAX_VALUE) {
            return max;
        }
        double raise = info.at("/metadata/temp_budget_expiry").isTextual()
                ? info.at("/metadata/temp_budget_increase").asDouble()
                : 0;
        return (max + raise) * (info.path("budget_duration").asText().equals("1d") ? 30 : 1);
    }

    private static String body(Random random, int fields) {
        List<String> names = new ArrayList<>(VALUES.keySet());
        names.sort(null);
        StringBuilder body = new StringBuilder("{");
        Set<String> used = new HashSet<>();
        for (int i = 0; i < fields; i++) {
            String name = names.get(random.nextInt(names.size()));
            if (used.add(name)) {
                List<String> values = VALUES.getOrDefault(name, List.of("null"));
                body.append(body.length() > 1 ? ", " : "")
                        .append("\"%s\": %s".formatted(name, values.get(random.nextInt(values.size()))));
            }
        }
        return body.append('}').toString();
    }

    private static String with(String key, String body) {
        return body.equals("{}")
                ? "{\"key\": \"%s\"}".formatted(key)
                : "{\"key\": \"%s\", %s".formatted(key, body.substring(1));
    }

    /** The key that was made, if one was. */
    private static @Nullable String post(String path, String key, String body) {
        HttpResponse<String> answer = stage.gateway().post(path, key, body);
        assertThat(answer.statusCode()).as(path + body + answer.body()).isLessThan(500);
        return answer.statusCode() == 200 ? TestGateway.json(answer).path("key").textValue() : null;
    }
}
