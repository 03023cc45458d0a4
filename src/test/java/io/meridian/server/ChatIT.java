package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.auth.KeyHash;
import io.meridian.base.Usd;
import io.meridian.testing.Await;
import io.meridian.testing.FakeUpstreamBehaviour.Frames;
import io.meridian.testing.FakeUpstreamBehaviour.Status;
import io.meridian.testing.FakeUpstreamBehaviour.WithoutUsage;
import io.meridian.testing.TestRedis;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Calls that go well: what passes through, what is edited, and what is told and booked. */
class ChatIT {
    private static ChatStage stage;

    @BeforeAll
    static void start() {
        stage = ChatStage.start(
                ChatStage.MODEL, Map.of("REDIS_URL", TestRedis.shared().toString()));
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void changesOnlyItsEditsInARequest() {
        String sent = """
            { "temperature" : 1.50e0,  "model":"fast-chat", "metadata":{"tags":["x"]}, "unknown_field":{"a":[1, 2 ,\
            3.00000000000000000001]},"messages":[{"role":"user","content":"h\\u00e9 \\/ é \\ud83d\\ude00"}],\
            "litellm_trace_id":"t", "user":"end-user","timeout":7, "seed":12345678901234567890 , "last":null }\
            """;
        post(sent);
        assertThat(stage.upstream().lastRequest().text())
                .isEqualTo(sent.replace("\"fast-chat\"", "\"gpt-inner\"")
                        .replace(", \"metadata\":{\"tags\":[\"x\"]}", "")
                        .replace(",\"litellm_trace_id\":\"t\"", "")
                        .replace(",\"timeout\":7", ""));
    }

    @Test
    void sendsTheProvidersKeyAndNothingOfTheCaller() {
        stage.gateway()
                .send(stage.gateway()
                        .request("/v1/chat/completions", TestGateway.MASTER_KEY)
                        .header("content-type", "application/json")
                        .header("cookie", "session=mine")
                        .header("x-api-key", TestGateway.MASTER_KEY)
                        .header("openai-organization", "org-of-the-caller")
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString(ChatStage.CHAT))
                        .build());
        assertThat(stage.upstream().lastRequest().header("authorization")).contains("Bearer sk-of-the-provider");
        assertThat(stage.upstream().lastRequest().header("cookie")).isEmpty();
        assertThat(stage.upstream().lastRequest().header("x-api-key")).isEmpty();
        assertThat(stage.upstream().lastRequest().header("openai-organization")).isEmpty();
        assertThat(stage.upstream().lastRequest().target()).isEqualTo("/v1/chat/completions");
        assertThat(stage.upstream().lastRequest().headers().toString()).doesNotContain(TestGateway.MASTER_KEY);
    }

    @Test
    void changesOnlyTheModelInAnAnswer() {
        String body = """
            {"id": "chatcmpl-1",  "model" : "gpt-inner-2026-01-01", "novel":{"x":[1.0,2.50]}, "choices":[{"index":0,\
            "message":{"role":"assistant","content":"caf\\u00e9 gpt-inner-2026-01-01","annotations":[]},\
            "finish_reason":"stop"}],"usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18,\
            "cost_details":{}},"system_fingerprint":null}
            """;
        stage.upstream().next(new Status(200, body, Map.of()));
        HttpResponse<String> answer = post(ChatStage.CHAT);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(body.replaceFirst("\"gpt-inner-2026-01-01\"", "\"fast-chat\""));
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    }

    @Test
    void changesOnlyTheModelInEveryFrame() {
        List<String> frames = List.of(
                ": a comment\n\n",
                frame("{'role':'assistant','content':''}", "ab"),
                frame("{'content':'h\\u00e9'}", "abc"),
                "event: message\ndata: {\"id\":\"c-1\",\"x\":1.50,\"model\" : \"inner\",\"choices\":[]}\n\n",
                "data:{\"model\":\"fast-chat\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"inner\"}}]}\r\n\r\n",
                "data: {\"id\":\"c-1\",\"model\":\"inner\",\"choices\":[],\"usage\":{\"prompt_tokens\":3,"
                        + "\"completion_tokens\":2,\"total_tokens\":5}}\n\n",
                "data: [DONE]\n\n");
        stage.upstream().next(new Frames(frames));
        HttpResponse<String> answer = stage.chat(TestGateway.MASTER_KEY, "frames-1", ChatStage.STREAM);
        String expected = String.join("", frames.subList(0, 5)) + frames.get(6);
        assertThat(answer.body())
                .isEqualTo(expected.replace("\"model\":\"inner\"", "\"model\":\"fast-chat\"")
                        .replace("\"model\" : \"inner\"", "\"model\" : \"fast-chat\""));
        assertThat(stage.row("frames-1").path("total_tokens").longValue()).isEqualTo(5);
    }

    @Test
    void asksForUsageOnStreamsAndKeepsItFromClientsThatDidNot() {
        HttpResponse<String> without = post(ChatStage.STREAM);
        assertThat(stage.upstream().lastRequest().text())
                .isEqualTo(ChatStage.STREAM
                        .replace("fast-chat", "gpt-inner")
                        .replaceFirst("}$", ",\"stream_options\":{\"include_usage\":true}}"));
        assertThat(without.body()).doesNotContain("usage").endsWith("data: [DONE]\n\n");

        HttpResponse<String> with =
                post(ChatStage.STREAM.replaceFirst("}$", ",\"stream_options\":{\"include_usage\":true,\"other\":1}}"));
        assertThat(stage.upstream().lastRequest().text())
                .endsWith("\"stream_options\":{\"include_usage\":true,\"other\":1}}");
        assertThat(List.of(with.body().split("\n\n", -1)))
                .hasSize(without.body().split("\n\n", -1).length + 1)
                .element(6)
                .asString()
                .contains("\"choices\":[],\"usage\":{\"prompt_tokens\":11");
    }

    @Test
    void showsUsageToEverybodyIfSoConfigured() {
        try (ChatStage always = ChatStage.start(
                ChatStage.MODEL + "general_settings: {always_include_stream_usage: true}\n", Map.of())) {
            assertThat(always.chat(TestGateway.MASTER_KEY, "always", ChatStage.STREAM)
                            .body())
                    .contains("\"choices\":[],\"usage\":");
        }
    }

    @Test
    void tellsAboutTheCallInHeaders() {
        String key = stage.gateway().newKey("{\"rpm_limit\":1000,\"tpm_limit\":500000,\"max_budget\":2.50}");
        stage.upstream()
                .next(new Status(
                        200,
                        "{\"id\":\"x\",\"model\":\"m\",\"choices\":[],\"usage\":{"
                                + "\"prompt_tokens\":1000,\"completion_tokens\":100,\"total_tokens\":1100}}",
                        Map.of("X-Request-Id", "req-7", "X-Ratelimit-Remaining-Requests", "99", "Set-Cookie", "a=b")));
        HttpResponse<String> answer = stage.chat(key, "my-own-id", ChatStage.CHAT);
        Map<String, String> expected = Map.ofEntries(
                Map.entry("x-litellm-call-id", "my-own-id"),
                Map.entry("x-litellm-model-id", "fast-1"),
                Map.entry("x-litellm-model-name", "openai/gpt-inner"),
                Map.entry("x-litellm-model-api-base", stage.upstream().uri() + "/v1"),
                Map.entry("x-litellm-model-group", "fast-chat"),
                Map.entry("x-litellm-response-cost", "0.0012"),
                Map.entry("x-litellm-response-cost-original", "0.0012"),
                Map.entry("x-litellm-response-cost-input", "0.001"),
                Map.entry("x-litellm-response-cost-output", "0.0002"),
                Map.entry("x-litellm-key-rpm-limit", "1000"),
                Map.entry("x-litellm-key-tpm-limit", "500000"),
                Map.entry("x-litellm-key-max-budget", "2.5"),
                Map.entry("x-litellm-attempted-retries", "0"),
                Map.entry("x-litellm-attempted-fallbacks", "0"),
                Map.entry("x-ratelimit-api_key-limit-requests", "1000"),
                Map.entry("x-ratelimit-api_key-remaining-requests", "999"),
                Map.entry("x-ratelimit-api_key-limit-tokens", "500000"),
                Map.entry("llm_provider-x-request-id", "req-7"),
                Map.entry("llm_provider-x-ratelimit-remaining-requests", "99"));
        expected.forEach((name, value) ->
                assertThat(answer.headers().firstValue(name)).as(name).contains(value));
        for (String duration : List.of("x-litellm-response-duration-ms", "x-litellm-overhead-duration-ms")) {
            assertThat(Double.parseDouble(answer.headers().firstValue(duration).orElseThrow()))
                    .as(duration)
                    .isBetween(0.0, 60_000.0);
        }
        assertThat(Stream.of("set-cookie", "llm_provider-set-cookie", "llm_provider-content-length"))
                .allSatisfy(
                        name -> assertThat(answer.headers().firstValue(name)).isEmpty());
    }

    @Test
    void tellsWhatAKeyHasReallySpent() {
        String key = stage.gateway().newKey("{\"max_budget\":2.50}");
        // one call of the stage costs 25 millionths; its estimate, which was reserved, is far more
        assertThat(spend(stage.chat(key, "spend-1", ChatStage.CHAT))).contains("0.000025");
        AtomicInteger calls = new AtomicInteger();
        Await.until("all before are settled", () -> {
            String before = new Usd(25_000L * calls.incrementAndGet()).toString();
            return spend(stage.chat(key, "spend-2", ChatStage.STREAM)).equals(Optional.of(before));
        });
    }

    @Test
    void tellsThatNothingWasAddedToAPrice() {
        HttpResponse<String> answer = stage.chat(TestGateway.MASTER_KEY, "added", ChatStage.CHAT);
        assertThat(Stream.of("discount-amount", "margin-amount", "margin-percent", "tool-usage"))
                .allSatisfy(part -> assertThat(answer.headers().firstValue("x-litellm-response-cost-" + part))
                        .contains("0.0"));
        assertThat(answer.headers().firstValue("x-litellm-callback-duration-ms"))
                .contains("0.0");
    }

    private static Optional<String> spend(HttpResponse<String> answer) {
        return answer.headers().firstValue("x-litellm-key-spend");
    }

    @Test
    void tellsOfACallThatTheProviderFailed() {
        stage.upstream().next(Status.error(500, "no"));
        HttpResponse<String> answer = stage.chat(TestGateway.MASTER_KEY, "failed-headers", ChatStage.CHAT);
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.headers().firstValue("x-litellm-call-id")).contains("failed-headers");
        assertThat(answer.headers().firstValue("x-litellm-response-cost")).contains("0");
        assertThat(answer.headers().firstValue("x-litellm-timeout"))
                .hasValueSatisfying(timeout -> assertThat(timeout).matches("[0-9]+\\.[0-9]+"));
    }

    @Test
    void tellsAboutAStreamBeforeItEnds() {
        HttpResponse<String> answer = stage.chat(TestGateway.MASTER_KEY, "stream-id", ChatStage.STREAM);
        assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
        assertThat(answer.headers().firstValue("x-litellm-call-id")).contains("stream-id");
        assertThat(answer.headers().firstValue("x-litellm-model-id")).contains("fast-1");
        assertThat(answer.headers().firstValue("x-litellm-response-cost")).isEmpty();
        assertThat(answer.headers().firstValue("x-litellm-version")).isPresent();
        assertThat(answer.headers().firstValue("cache-control")).contains("no-cache");
    }

    @Test
    void makesAnIdForACallThatHasNoneUsable() {
        String made = stage.chat(TestGateway.MASTER_KEY, "not usable", ChatStage.CHAT)
                .headers()
                .firstValue("x-litellm-call-id")
                .orElseThrow();
        assertThat(made).matches("[0-9a-f-]{36}");
    }

    @Test
    void booksPlainAndStreamedCallsAlike() {
        stage.gateway().newTeam("{\"team_id\":\"t-1\"}");
        String key = stage.gateway().newKey("{\"key_alias\":\"booked\",\"user_id\":\"u-1\",\"team_id\":\"t-1\"}");
        stage.chat(key, "books-plain", ChatStage.CHAT);
        stage.chat(key, "books-stream", ChatStage.STREAM);
        for (String call : List.of("books-plain", "books-stream")) {
            JsonNode row = stage.row(call);
            assertThat(row.path("status").textValue()).isEqualTo("success");
            assertThat(row.path("api_key").textValue())
                    .isEqualTo(KeyHash.of(key).hex());
            assertThat(row.path("key_alias").textValue()).isEqualTo("booked");
            assertThat(row.path("user_id").textValue()).isEqualTo("u-1");
            assertThat(row.path("model").textValue()).isEqualTo("openai/gpt-inner");
            assertThat(row.path("model_group").textValue()).isEqualTo("fast-chat");
            assertThat(row.path("prompt_tokens").longValue()).isEqualTo(11);
            assertThat(row.path("completion_tokens").longValue()).isEqualTo(7);
            assertThat(row.path("spend_nano").longValue()).isEqualTo(25_000);
            assertThat(row.path("usage_estimated").booleanValue()).isFalse();
            assertThat(row.path("request_id").textValue()).startsWith("chatcmpl-fake-");
        }
        assertThat(stage.row("books-stream").path("first_token_at").isNull()).isFalse();
        Await.until("the total is there", () -> stage.spentNano(KeyHash.of(key).hex()) == 50_000);
    }

    @Test
    void countsForProvidersThatDoNot() {
        for (String body : List.of(ChatStage.CHAT, ChatStage.STREAM)) {
            String call = "uncounted-" + body.length();
            stage.upstream().next(new WithoutUsage());
            stage.chat(TestGateway.MASTER_KEY, call, body);
            JsonNode row = stage.row(call);
            assertThat(row.path("usage_estimated").booleanValue()).isTrue();
            assertThat(row.path("prompt_tokens").longValue()).isBetween(1L, 5L);
            assertThat(row.path("completion_tokens").longValue()).isBetween(5L, 9L);
            assertThat(row.path("spend_nano").longValue()).isPositive();
        }
    }

    private static String frame(String delta, String padding) {
        return "data: {'id':'c-1', 'model':'inner','choices':[{'index':0,'delta':%s}],'obfuscation':'%s'}\n\n"
                .formatted(delta, padding)
                .replace('\'', '"');
    }

    private static HttpResponse<String> post(String body) {
        return stage.gateway().post("/v1/chat/completions", TestGateway.MASTER_KEY, body);
    }
}
