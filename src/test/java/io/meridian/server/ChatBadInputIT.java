package io.meridian.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.auth.KeyHash;
import io.meridian.base.JsonText;
import io.meridian.testing.Await;
import io.meridian.testing.TestRedis;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;

/** Requests that cannot be served as they are: refused at once, in the right words, at nobody's cost. */
class ChatBadInputIT {
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    private static final String SMALL_BODIES = "general_settings: {max_request_size_mb: 1}\n";

    private static final ByteArrayOutputStream LOG = new ByteArrayOutputStream();
    private static ChatStage stage;
    private static String key = "";

    @BeforeAll
    static void start() {
        stage = ChatStage.start(
                ChatStage.MODEL + SMALL_BODIES,
                Map.of("REDIS_URL", TestRedis.shared().toString()),
                LOG);
        key = stage.gateway().newKey("{\"max_budget\":5,\"rpm_limit\":100000,\"tpm_limit\":10000000}");
        assertThat(send("warm", "application/json", bytes(ChatStage.CHAT)).statusCode())
                .isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Bad(String name, byte[] body, int status, String type, String param, String words) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Bad> bad() {
        return Stream.concat(
                Stream.of(
                        json("malformed", "{\"model\":\"fast-chat\",", "Invalid JSON payload: "),
                        json("array", "[" + ChatStage.CHAT + "]", "Invalid JSON payload: "),
                        json("text", "\"hello\"", "Invalid JSON payload: "),
                        json("rest", ChatStage.CHAT + "x", "Invalid JSON payload: "),
                        json("nul", "{\"model\":\"fast-chat\u0000\"," + MESSAGES + "}", "Invalid JSON payload: "),
                        json("twice", "{\"model\":\"a\",\"model\":\"fast-chat\"," + MESSAGES + "}", "Invalid JSON"),
                        json("sly", "{\"model\":\"a\",\"m\\u006fdel\":\"fast-chat\"," + MESSAGES + "}", "Invalid JSON"),
                        json("deep", "{\"x\":" + "[".repeat(200) + "]".repeat(200) + "," + MESSAGES + "}", "Invalid"),
                        new Bad(
                                "latin",
                                ChatStage.CHAT.replace("hi", "\u00e9").getBytes(ISO_8859_1),
                                400,
                                "invalid_request_error",
                                "request_body",
                                "Invalid JSON payload: "),
                        of("empty", "", 400, "messages", "/chat/completions: Missing required parameter: 'messages'."),
                        of(
                                "no messages",
                                "{\"model\":\"fast-chat\"}",
                                400,
                                "messages",
                                "/chat/completions: Missing required parameter: 'messages'."),
                        of("no model", "{" + MESSAGES + "}", 400, "", "Invalid model name passed in model=None. Call"),
                        of(
                                "unknown model",
                                ChatStage.CHAT.replace("fast-chat", "nope"),
                                400,
                                "",
                                "/chat/completions: Invalid model name passed in model=nope. Call `/v1/models`"),
                        of("odd model", "{\"model\":7," + MESSAGES + "}", 400, "model", "must be a string"),
                        of("large", ChatStage.CHAT + " ".repeat(1 << 20), 413, "", "larger than the allowed 1 MB")),
                credentials());
    }

    private static Stream<Bad> credentials() {
        return Stream.of("api_base", "base_url", "api_key", "aws_access_key_id", "vertex_credentials", "user_config")
                .flatMap(name -> Stream.of(
                        refused(name, ChatStage.CHAT.replaceFirst("}$", ",\"" + name + "\":\"x\"}")),
                        refused(name, ChatStage.CHAT.replaceFirst("}$", ",\"extra_body\":{\"" + name + "\":1}}"))));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void refusesAtOnceAndChargesNothing(Bad bad) {
        int calls = stage.upstream().requestCount();
        String call = "bad-" + bad.name().replace(' ', '-') + "-" + bad.body().length;
        for (BodyPublisher body : List.of(
                BodyPublishers.ofByteArray(bad.body()),
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bad.body())))) {
            long began = System.nanoTime();
            HttpResponse<String> answer = send(call, "application/json", body);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(500));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(bad.status());
            JsonNode error = TestGateway.json(answer).path("error");
            assertThat(error.path("message").textValue()).contains(bad.words());
            assertThat(error.path("type").textValue()).isEqualTo(bad.type());
            assertThat(error.path("param").asText("")).isEqualTo(bad.param());
            assertThat(error.path("code").textValue()).isEqualTo(Integer.toString(bad.status()));
        }
        assertThat(stage.upstream().requestCount()).isEqualTo(calls);
        try (Jedis redis = new Jedis(TestRedis.shared())) {
            String hash = KeyHash.of(key).hex();
            assertThat(redis.get("limit:{" + hash + "}:spent:0:api_key:" + hash))
                    .isEqualTo("25000");
        }
        Await.until("each request has its line", () -> lines(call).size() == 2);
        assertThat(lines(call))
                .allSatisfy(line -> assertThat(line.path("status").intValue()).isEqualTo(bad.status()));
    }

    @ParameterizedTest
    @CsvSource({
        ", 200",
        "application/json; charset=utf-8, 200",
        "text/plain, 200",
        "application/vnd.api+json, 200",
        "APPLICATION/JSON, 200",
        "application/xml, 415",
        "application/x-www-form-urlencoded, 415",
        "multipart/form-data; boundary=x, 415"
    })
    void acceptsJsonUnderUsualNames(String type, int status) {
        HttpResponse<String> answer =
                send(TestGateway.MASTER_KEY, "typed", type == null ? "" : type, bytes(ChatStage.CHAT));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        if (status == 415) {
            assertThat(TestGateway.json(answer).at("/error/type").textValue()).isEqualTo("invalid_request_error");
        }
    }

    @Test
    void searchesNeitherMessagesNorToolsNorLabels() {
        String body = """
            {"model":"fast-chat","messages":[{"role":"user","content":"{\\"api_base\\":1}","api_base":"x"}],\
            "tools":[{"type":"function","function":{"name":"f","parameters":{"api_key":{"type":"string"}}}}],\
            "metadata":{"tenant_id":"t"}}\
            """;
        assertThat(send(TestGateway.MASTER_KEY, "unsearched", "application/json", bytes(body))
                        .statusCode())
                .isEqualTo(200);
    }

    private static Bad json(String name, String body, String words) {
        return of(name, body, 400, "request_body", words);
    }

    private static Bad of(String name, String body, int status, String param, String words) {
        return new Bad(name, body.getBytes(UTF_8), status, "invalid_request_error", param, words);
    }

    private static Bad refused(String name, String body) {
        return new Bad(
                name,
                body.getBytes(UTF_8),
                401,
                "auth_error",
                name,
                "Authentication Error, Rejected Request: " + name + " is not allowed in request body.");
    }

    private static List<JsonNode> lines(String callId) {
        return LOG.toString(UTF_8)
                .lines()
                .map(JsonText::stored)
                .filter(line -> line.path("call_id").asText().equals(callId))
                .toList();
    }

    private static BodyPublisher bytes(String body) {
        return BodyPublishers.ofString(body);
    }

    private static HttpResponse<String> send(String callId, String type, BodyPublisher body) {
        return send(key, callId, type, body);
    }

    private static HttpResponse<String> send(String caller, String callId, String type, BodyPublisher body) {
        HttpRequest.Builder request = stage.gateway()
                .request("/v1/chat/completions", caller)
                .header("x-litellm-call-id", callId)
                .POST(body);
        if (!type.isEmpty()) {
            request.header("content-type", type);
        }
        return stage.gateway().send(request.build());
    }
}
