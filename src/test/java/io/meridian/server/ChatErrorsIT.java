package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.base.JsonText;
import io.meridian.testing.FakeUpstreamBehaviour;
import io.meridian.testing.FakeUpstreamBehaviour.CutAfter;
import io.meridian.testing.FakeUpstreamBehaviour.Frames;
import io.meridian.testing.FakeUpstreamBehaviour.HangUp;
import io.meridian.testing.FakeUpstreamBehaviour.Malformed;
import io.meridian.testing.FakeUpstreamBehaviour.Raw;
import io.meridian.testing.FakeUpstreamBehaviour.StallAfter;
import io.meridian.testing.FakeUpstreamBehaviour.StallBeforeFirstByte;
import io.meridian.testing.FakeUpstreamBehaviour.Status;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients are told, and what is booked, when a provider fails. */
class ChatErrorsIT {
    private static final String PRICES = "input_cost_per_token: 0.000001, output_cost_per_token: 0.000002";
    private static final String MODELS = """
          - model_name: hasty
            litellm_params: {model: openai/gpt-inner, api_base: UPSTREAM/v1, api_key: sk-p, timeout: 1, PRICES}
          - model_name: impatient
            litellm_params: {model: openai/gpt-inner, api_base: UPSTREAM/v1, api_key: sk-p, stream_timeout: 0.5, PRICES}
          - model_name: nobody
            litellm_params: {model: openai/gpt-inner, api_base: "http://127.0.0.1:1/v1", api_key: sk-p, PRICES}
        """.replace("PRICES", PRICES);

    private static final AtomicInteger CALLS = new AtomicInteger();
    /** Failed calls of which nothing was delivered. */
    private static final Queue<String> FREE = new ConcurrentLinkedQueue<>();

    private static ChatStage stage;

    @BeforeAll
    static void start() {
        stage = ChatStage.start(ChatStage.MODEL + MODELS, Map.of());
    }

    /** All of them at the end: a row takes a moment to arrive. */
    @AfterAll
    static void stop() {
        try {
            for (String call : FREE) {
                JsonNode row = stage.row(call);
                assertThat(row.path("status").textValue()).isEqualTo("failure");
                assertThat(row.path("spend_nano").longValue()).isZero();
            }
        } finally {
            stage.close();
        }
    }

    @AfterEach
    void calm() {
        stage.upstream().reset();
        stage.upstream().release();
    }

    @ParameterizedTest
    @CsvSource({
        "400, 400, invalid_request_error, BadRequestError",
        "401, 401, authentication_error, AuthenticationError",
        "403, 403, permission_denied_error, PermissionDeniedError",
        "404, 404, not_found_error, NotFoundError",
        "408, 408, invalid_request_error, Timeout",
        "413, 400, invalid_request_error, BadRequestError",
        "422, 400, invalid_request_error, BadRequestError",
        "429, 429, throttling_error, RateLimitError",
        "500, 500, internal_server_error, InternalServerError",
        "502, 502, internal_server_error, BadGatewayError",
        "503, 503, internal_server_error, ServiceUnavailableError",
        "504, 504, internal_server_error, Timeout",
        "529, 500, internal_server_error, InternalServerError"
    })
    void mapsTheStatusOfAProvider(int upstream, int status, String type, String className) {
        for (String body : List.of(ChatStage.CHAT, ChatStage.STREAM)) {
            stage.upstream().next(Status.error(upstream, "it went wrong").with("retry-after", "17"));
            HttpResponse<String> answer = call(body);
            JsonNode error = requireError(answer, status, type);
            assertThat(error.path("message").textValue())
                    .isEqualTo("litellm." + className + ": " + className + ": OpenAIException - it went wrong\n\n"
                            + "LiteLLM: model group 'fast-chat' failed with the error above. "
                            + "No fallback was attempted.");
            assertThat(answer.headers().firstValue("retry-after")).isEmpty();
        }
    }

    @Test
    void answers500WhenNobodyListens() {
        requireError(call(ChatStage.CHAT.replace("fast-chat", "nobody")), 500, "internal_server_error");
        requireError(call(ChatStage.STREAM.replace("fast-chat", "nobody")), 500, "internal_server_error");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void answers408WhenNothingComes(boolean streamed) {
        stage.upstream().next(new StallBeforeFirstByte());
        String body = streamed ? ChatStage.STREAM : ChatStage.CHAT;
        requireError(call(body.replace("fast-chat", "hasty")), 408, "invalid_request_error");
    }

    @Test
    void answers408WhenOnlyTheHeadOfAStreamComesInTime() {
        stage.upstream().next(new StallAfter(0));
        requireCharged(call(ChatStage.STREAM.replace("fast-chat", "impatient")), 408);
    }

    @Test
    void tellsABrokenConnectionAsAStatusWhileItCan() {
        for (FakeUpstreamBehaviour broken : List.of(new HangUp(), new Raw("not even HTTP\r\n\r\n", true))) {
            for (String body : List.of(ChatStage.CHAT, ChatStage.STREAM)) {
                stage.upstream().next(broken);
                requireError(call(body), 500, "internal_server_error");
            }
        }
    }

    @Test
    void chargesAnAnswerThatHadBegunWhenItsConnectionBroke() {
        String half = "{\"choices\":[{\"message\":{\"content\":\"Words that arrived, and words";
        stage.upstream().next(new Raw("HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n" + half, true));
        long delivered = requireCharged(call(ChatStage.CHAT), 500);
        assertThat(delivered).isBetween(5L, 9L);
        stage.upstream().next(new CutAfter(0));
        requireCharged(call(ChatStage.CHAT), 500);
        stage.upstream().next(new CutAfter(0));
        assertThat(requireCharged(call(ChatStage.STREAM), 500)).isZero();
    }

    @Test
    void judgesABodyThatEndsWithItsConnectionByWhatItSays() {
        String head = "HTTP/1.0 200 OK\r\ncontent-type: %s\r\n\r\n";
        String json = head.formatted("application/json");
        String whole = "{\"choices\":[{\"message\":{\"content\":\"All of it\"}}],\"usage\":{\"prompt_tokens\":7,"
                + "\"completion_tokens\":3}}";
        stage.upstream().next(new Raw(json + whole, true));
        assertThat(call(ChatStage.CHAT).statusCode()).isEqualTo(200);
        stage.upstream().next(new Raw(json + whole.substring(0, whole.indexOf(" it\"")), true));
        assertThat(requireCharged(call(ChatStage.CHAT), 502)).isEqualTo(2);

        String events = head.formatted("text/event-stream");
        String first = "data: {\"choices\":[{\"delta\":{\"content\":\"All of it\"},\"finish_reason\":null}]}\n\n";
        String last = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
        for (String end : List.of(last, "data: [DONE]\n\n")) {
            stage.upstream().next(new Raw(events + first + end, true));
            HttpResponse<String> answer = call(ChatStage.STREAM);
            assertThat(answer.body()).contains("All of it").doesNotContain("error");
        }
        String call = "cut-" + CALLS.incrementAndGet();
        stage.upstream().next(new Raw(events + first, true));
        HttpResponse<String> cut = stage.chat(TestGateway.MASTER_KEY, call, ChatStage.STREAM);
        assertThat(cut.body()).contains("All of it").contains("\"error\"").doesNotContain("[DONE]");
        JsonNode row = stage.row(call);
        assertThat(row.path("status").textValue()).isEqualTo("failure");
        assertThat(row.path("completion_tokens").longValue()).isEqualTo(3);
        stage.upstream().next(new Raw(events, true));
        assertThat(requireCharged(call(ChatStage.STREAM), 500)).isZero();
    }

    @Test
    void believesTheUsageOfAStreamThatBrokeAfterwards() {
        String call = "told-" + CALLS.incrementAndGet();
        stage.upstream().next(new Raw("""
            HTTP/1.0 200 OK\r
            content-type: text/event-stream\r
            \r
            data: {"choices":[{"delta":{"content":"All of it"}}]}

            data: {"choices":[],"usage":{"prompt_tokens":70,"completion_tokens":30,"total_tokens":100}}

            data: {"error":{"message":"overloaded","code":503}}

            """, true));
        assertThat(stage.chat(TestGateway.MASTER_KEY, call, ChatStage.STREAM).body())
                .contains("\"error\"")
                .doesNotContain("[DONE]");
        JsonNode row = stage.row(call);
        assertThat(row.path("status").textValue()).isEqualTo("failure");
        assertThat(row.path("usage_estimated").booleanValue()).isFalse();
        assertThat(row.path("spend_nano").longValue()).isEqualTo(70 * 1_000 + 30 * 2_000);
    }

    /** The tokens of the answer that are booked although the client got an error. */
    private static long requireCharged(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode row =
                stage.row(answer.headers().firstValue("x-litellm-call-id").orElseThrow());
        assertThat(row.path("status").textValue()).isEqualTo("failure");
        assertThat(row.path("usage_estimated").booleanValue()).isTrue();
        assertThat(row.path("prompt_tokens").longValue()).isPositive();
        long completion = row.path("completion_tokens").longValue();
        assertThat(row.path("spend_nano").longValue())
                .isEqualTo(1_000 * row.path("prompt_tokens").longValue() + 2_000 * completion);
        return completion;
    }

    @ParameterizedTest
    @ValueSource(strings = {"this is no JSON", "[1]", "<html>proxy error</html>"})
    void passesNoNonsenseOnAsAnAnswer(String nonsense) {
        stage.upstream().next(new Malformed(nonsense));
        requireError(call(ChatStage.CHAT), 502, "internal_server_error");
    }

    @Test
    void seesTheErrorUnderAStatusThatSaysOtherwise() {
        stage.upstream().next(new Status(200, "{\"error\":{\"message\":\"slow down\",\"code\":429}}", Map.of()));
        requireError(call(ChatStage.CHAT), 429, "throttling_error");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"error\":{\"message\":\"Rate limit reached\",\"code\":429}} | 429 | throttling_error",
                "{\"error\":{\"message\":\"boom\",\"code\":\"server_error\"}} | 500 | internal_server_error",
                "{\"error\":{\"message\":\"prompt is too long\"}} | 400 | invalid_request_error"
            })
    void turnsAnErrorInTheFirstFrameIntoAStatus(String payload, int status, String type) {
        // in two pieces: the first read does not bring the whole frame
        stage.upstream().next(new Frames(List.of("data: " + payload.substring(0, 20), payload.substring(20) + "\n\n")));
        requireError(call(ChatStage.STREAM), status, type);
    }

    @Test
    void endsAStreamWithOneErrorEventWhenItBreaks() {
        List<FakeUpstreamBehaviour> breaks = List.of(
                new CutAfter(2),
                new Malformed("data: {\"error\":{\"message\":\"overloaded\",\"type\":\"x\",\"code\":503}}\n\n"),
                new Malformed("data: {\"error\":{\"message\":\"twice\"}}\n\ndata: {\"error\":{\"message\":\"b\"}}\n\n"),
                new Malformed("data: {\"x\":\"" + "y".repeat(9 << 20) + "\"}\n\n"));
        for (FakeUpstreamBehaviour broken : breaks) {
            String call = "breaks-" + CALLS.incrementAndGet();
            stage.upstream().next(broken);
            HttpResponse<String> answer = stage.chat(TestGateway.MASTER_KEY, call, ChatStage.STREAM);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"content\":\"Hello").doesNotContain("[DONE]");
            List<String> frames = List.of(answer.body().strip().split("\n\n", -1));
            assertThat(frames.stream().filter(frame -> frame.contains("\"error\"")))
                    .hasSize(1);
            JsonNode error = JsonText.stored(frames.getLast().substring("data: ".length()))
                    .path("error");
            assertThat(error.path("message").textValue()).isNotBlank();
            assertThat(error.path("type").textValue()).isNotBlank();
            assertThat(error.has("param")).isTrue();
            assertThat(error.path("code").textValue()).matches("[45]\\d\\d");
            JsonNode row = stage.row(call);
            assertThat(row.path("status").textValue()).isEqualTo("failure");
            assertThat(row.path("usage_estimated").booleanValue()).isTrue();
            assertThat(row.path("completion_tokens").longValue()).isBetween(1L, 6L);
            assertThat(row.path("spend_nano").longValue()).isPositive();
        }
    }

    @Test
    void endsAStreamThatStallsForTooLong() {
        stage.upstream().next(new StallAfter(1));
        HttpResponse<String> answer = call(ChatStage.STREAM.replace("fast-chat", "hasty"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"content\":\"Hello")
                .contains("\"code\":\"408\"")
                .doesNotContain("[DONE]");
    }

    @Test
    void keepsASilentStreamAwakeByComments() {
        stage.upstream().next(new FakeUpstreamBehaviour.Slowly(java.time.Duration.ofMillis(1_200)));
        HttpResponse<String> answer = call(ChatStage.STREAM);
        assertThat(answer.body()).contains("\n\n: waiting\n\ndata: ").endsWith("data: [DONE]\n\n");
    }

    @Test
    void passesOnAnEventItDoesNotUnderstand() {
        String call = "odd-" + CALLS.incrementAndGet();
        stage.upstream().next(new Malformed("data: {\"not\":json\n\nevent: ping\nretry: 5\n\n"));
        HttpResponse<String> answer = stage.chat(TestGateway.MASTER_KEY, call, ChatStage.STREAM);
        assertThat(answer.body())
                .contains("data: {\"not\":json\n\nevent: ping\nretry: 5\n\n")
                .endsWith("[DONE]\n\n");
        assertThat(stage.row(call).path("status").textValue()).isEqualTo("success");
        assertThat(stage.row(call).path("spend_nano").longValue()).isEqualTo(25_000);
    }

    @Test
    void writesDownFailuresThatCostNothing() {
        String call = "failed-" + CALLS.incrementAndGet();
        stage.upstream().next(Status.error(500, "no"));
        stage.chat(TestGateway.MASTER_KEY, call, ChatStage.CHAT);
        JsonNode row = stage.row(call);
        assertThat(row.path("status").textValue()).isEqualTo("failure");
        assertThat(row.path("spend_nano").longValue()).isZero();
        assertThat(row.path("total_tokens").longValue()).isZero();
        assertThat(row.path("request_id").textValue()).isEqualTo(call);
        JsonNode information = row.path("metadata").path("error_information");
        assertThat(information.path("error_code").textValue()).isEqualTo("500");
        assertThat(information.path("error_message").textValue()).contains("OpenAIException - no");
    }

    @Test
    void writesDownTheRefusedCallsOfKnownKeysOnly() {
        String key = stage.gateway().newKey("{\"models\":[\"fast-chat\"],\"rpm_limit\":1,\"user_id\":\"u\"}");
        Map<String, String> bodies =
                Map.of("403", ChatStage.CHAT.replace("fast-chat", "hasty"), "400", "{\"model\":\"fast-chat\"}");
        bodies.forEach((status, body) -> {
            String call = "refused-" + status;
            assertThat(stage.chat(key, call, body).statusCode()).isEqualTo(Integer.parseInt(status));
            requireRefused(call, status);
        });
        assertThat(stage.row("refused-403").path("model").textValue()).isEqualTo("hasty");
        stage.chat(key, "granted", ChatStage.CHAT);
        assertThat(stage.chat(key, "refused-429", ChatStage.CHAT).statusCode()).isEqualTo(429);
        requireRefused("refused-429", "429");
        JsonNode limited = stage.row("refused-429");
        assertThat(limited.path("model").textValue()).isEqualTo("openai/gpt-inner");
        assertThat(limited.path("model_group").textValue()).isEqualTo("fast-chat");
        assertThat(stage.chat("sk-nobody-has-this-key", "stranger", ChatStage.CHAT)
                        .statusCode())
                .isEqualTo(401);
        // written after the stranger's would have been
        stage.chat(TestGateway.MASTER_KEY, "after-stranger", ChatStage.CHAT);
        stage.row("after-stranger");
        assertThat(stage.rowsNow("stranger")).isEmpty();
    }

    private static void requireRefused(String call, String status) {
        JsonNode row = stage.row(call);
        assertThat(row.path("status").textValue()).isEqualTo("failure");
        assertThat(row.path("spend_nano").longValue()).isZero();
        assertThat(row.path("user_id").textValue()).isEqualTo("u");
        assertThat(row.at("/metadata/error_information/error_code").textValue()).isEqualTo(status);
    }

    private static JsonNode requireError(HttpResponse<String> answer, int status, String type) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("application/json");
        String call = answer.headers().firstValue("x-litellm-call-id").orElseThrow();
        JsonNode error = TestGateway.json(answer).path("error");
        assertThat(error.path("type").textValue()).isEqualTo(type);
        assertThat(error.path("code").textValue()).isEqualTo(Integer.toString(status));
        assertThat(error.path("param").isNull()).isTrue();
        FREE.add(call);
        return error;
    }

    private static HttpResponse<String> call(String body) {
        return stage.chat(TestGateway.MASTER_KEY, "error-" + CALLS.incrementAndGet(), body);
    }
}
