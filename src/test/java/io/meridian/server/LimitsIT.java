package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.auth.KeyHash;
import io.meridian.testing.Await;
import io.meridian.testing.FakeUpstreamBehaviour.CutAfter;
import io.meridian.testing.FakeUpstreamBehaviour.StallBeforeFirstByte;
import io.meridian.testing.FakeUpstreamBehaviour.Status;
import io.meridian.testing.TestRedis;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Limits and budgets of keys as clients meet them, and what the counters hold afterwards. */
class LimitsIT {
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'");
    private static final String FREE = """
          - model_name: gift
            litellm_params: {model: openai/gift, api_base: UPSTREAM/v1, api_key: k, input_cost_per_token: 0,
              output_cost_per_token: 0}
        """;

    private static ChatStage stage;

    @BeforeAll
    static void start() {
        stage = ChatStage.start(
                ChatStage.MODEL + FREE, Map.of("REDIS_URL", TestRedis.shared().toString()));
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void refusesOneRequestTooMany() {
        String key = stage.gateway().newKey("{\"rpm_limit\":1,\"tpm_limit\":1000000}");
        assertThat(chat(key).statusCode()).isEqualTo(200);
        int calls = stage.upstream().requestCount();
        HttpResponse<String> answer = chat(key);
        JsonNode error = requireRefused(answer, "requests");
        assertThat(error.path("message").textValue())
                .startsWith("Rate limit exceeded for api_key: " + KeyHash.of(key)
                        + ". Limit type: requests. Current limit: 1, Remaining: 0. Limit resets at: ");
        assertThat(answer.headers().firstValue("x-litellm-key-rpm-limit")).contains("1");
        assertThat(answer.headers().firstValue("x-litellm-key-tpm-limit")).contains("1000000");
        requireTruthful(answer);
        assertThat(stage.upstream().requestCount()).isEqualTo(calls);
    }

    @Test
    void countsTheTokensThatWereUsedAndReservesThoseThatMayBe() {
        String key = stage.gateway().newKey("{\"tpm_limit\":100}");
        assertThat(chat(key, 80).statusCode()).isEqualTo(200);
        // 18 of 100 are used; the next call might take more than is left
        HttpResponse<String> answer = chat(key, 80);
        JsonNode error = requireRefused(answer, "tokens");
        assertThat(error.path("message").textValue()).contains("Current limit: 100, Remaining: 82.");
        requireTruthful(answer);
        assertThat(chat(key, 30).statusCode()).isEqualTo(200);
    }

    @Test
    void promisesNothingToARequestThatCanNeverFit() {
        String key = stage.gateway().newKey("{\"tpm_limit\":100}");
        HttpResponse<String> answer = chat(key, 500);
        requireRefused(answer, "tokens");
        assertThat(answer.headers().firstValue("retry-after")).isEmpty();
        assertThat(answer.headers().firstValue("reset_at")).isEmpty();
    }

    @Test
    void allowsSoManyCallsAtATime() throws Exception {
        String key = stage.gateway().newKey("{\"max_parallel_requests\":1}");
        stage.upstream().next(new StallBeforeFirstByte());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<HttpResponse<String>> first = threads.submit(() -> chat(key));
            Await.until("the first call runs", () -> stage.upstream().stalled() == 1);
            requireRefused(chat(key), "max_parallel_requests");
            stage.upstream().release();
            assertThat(first.get().statusCode()).isEqualTo(200);
        }
        assertThat(chat(key).statusCode()).isEqualTo(200);
        int calls = stage.upstream().requestCount();
        requireRefused(chat(stage.gateway().newKey("{\"max_parallel_requests\":0}")), "max_parallel_requests");
        assertThat(stage.upstream().requestCount()).isEqualTo(calls);
    }

    @Test
    void refusesWhenTheBudgetIsSpent() {
        for (String duration : List.of("", ",\"budget_duration\":\"30d\"")) {
            String key = stage.gateway().newKey("{\"max_budget\":0.00004" + duration + "}");
            assertThat(chat(key).statusCode()).isEqualTo(200);
            assertThat(chat(key).statusCode()).isEqualTo(200);
            HttpResponse<String> answer = chat(key);
            assertThat(answer.statusCode()).isEqualTo(422);
            JsonNode error = TestGateway.json(answer).path("error");
            assertThat(error.path("message").textValue())
                    .isEqualTo("Budget has been exceeded! Key=key (sk-..." + key.substring(key.length() - 4)
                            + ") Current cost: 0.00005, Max budget: 0.00004");
            assertThat(error.path("type").textValue()).isEqualTo("budget_exceeded");
            assertThat(error.path("param").isNull()).isTrue();
            assertThat(error.path("code").textValue()).isEqualTo("422");
            assertThat(answer.headers().firstValue("retry-after")).isEmpty();
        }
    }

    @Test
    void tellsASpentBudgetBeforeAMisspeltModelAndStopsNoGifts() {
        String key = stage.gateway().newKey("{\"max_budget\":0.00002}");
        assertThat(named(key, "misspelt").statusCode()).isEqualTo(400);
        assertThat(chat(key).statusCode()).isEqualTo(200);
        assertThat(named(key, "misspelt").statusCode()).isEqualTo(422);
        assertThat(named(key, "gift").statusCode()).isEqualTo(200);
    }

    @Test
    void answersASpentBudgetAsConfigured() {
        try (ChatStage older =
                ChatStage.start(ChatStage.MODEL + "litellm_settings: {budget_exceeded_status_code: 429}\n", Map.of())) {
            String key = older.gateway().newKey("{\"max_budget\":0}");
            HttpResponse<String> answer = older.chat(key, "older", ChatStage.CHAT);
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(TestGateway.json(answer).at("/error/type").textValue()).isEqualTo("budget_exceeded");
        }
    }

    @Test
    void isNotOverrunByFiftyCallersAtOnce() throws Exception {
        String key = stage.gateway().newKey("{\"max_budget\":0.00026}");
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> calls = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                calls.add(threads.submit(() -> chat(key, 10)));
            }
            for (Future<HttpResponse<String>> call : calls) {
                statuses.add(call.get().statusCode());
            }
        } catch (ExecutionException failure) {
            throw new AssertionError(failure);
        }
        String hash = KeyHash.of(key).hex();
        long granted = statuses.stream().filter(status -> status == 200).count();
        // of so many refusals at once only some are rows
        Await.until("the rows are there", () -> stage.rowCount(hash) >= granted + Math.min(10, 50 - granted));
        assertThat(statuses).containsOnly(200, 422);
        // what is reserved is less than what a call turns out to cost, so those in flight may pass the limit
        assertThat(granted).isBetween(9L, 20L);
        requireEqualTotals(key, granted * 25_000);
    }

    @Test
    void holdsWhatWasSpentHoweverCallsEnd() {
        String key = stage.gateway().newKey("{\"max_budget\":1,\"tpm_limit\":1000000,\"rpm_limit\":1000}");
        chat(key);
        stage.upstream().next(Status.error(500, "no"));
        chat(key);
        stage.upstream().next(new CutAfter(0));
        stage.chat(key, "cut-plain", ChatStage.CHAT);
        stage.upstream().next(new CutAfter(3));
        stage.chat(key, "cut-short", ChatStage.STREAM);
        stage.chat(key, "whole", ChatStage.STREAM);
        named(key, "misspelt");
        chat(key, 5_000_000);
        long cut = 0;
        for (String call : List.of("cut-plain", "cut-short")) {
            long cost = stage.row(call).path("spend_nano").longValue();
            assertThat(cost).isBetween(1L, 24_999L);
            cut += cost;
        }
        requireEqualTotals(key, 50_000 + cut);
    }

    /** The counter the next call is checked against, the total in the database and the rows agree. */
    private static void requireEqualTotals(String key, long nanos) {
        String hash = KeyHash.of(key).hex();
        Await.until("the total is " + nanos, () -> stage.spentNano(hash) == nanos);
        assertThat(stage.rowsNano(hash)).isEqualTo(nanos);
        try (Jedis redis = new Jedis(TestRedis.shared())) {
            Await.until(
                    "the counter is settled",
                    () -> Long.toString(nanos).equals(redis.get("limit:{" + hash + "}:spent:0:api_key:" + hash)));
        }
    }

    /** Coming back when told is early enough and not too late. */
    private static void requireTruthful(HttpResponse<String> answer) {
        long seconds = Long.parseLong(answer.headers().firstValue("retry-after").orElseThrow());
        assertThat(seconds).isBetween(1L, 61L);
        Instant reset = LocalDateTime.parse(
                        answer.headers().firstValue("reset_at").orElseThrow(), MOMENT)
                .toInstant(ZoneOffset.UTC);
        assertThat(Duration.between(Instant.now(), reset).toSeconds()).isBetween(seconds - 4, seconds + 1);
        assertThat(TestGateway.json(answer).at("/error/message").textValue())
                .endsWith(answer.headers().firstValue("reset_at").orElseThrow());
    }

    private static JsonNode requireRefused(HttpResponse<String> answer, String limit) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
        assertThat(answer.headers().firstValue("rate_limit_type")).contains(limit);
        JsonNode error = TestGateway.json(answer).path("error");
        assertThat(error.path("message").textValue()).contains(". Limit type: " + limit + ". ");
        assertThat(error.path("type").textValue()).isEqualTo("throttling_error");
        assertThat(error.path("param").isNull()).isTrue();
        assertThat(error.path("code").textValue()).isEqualTo("429");
        return error;
    }

    private static HttpResponse<String> chat(String key) {
        return stage.gateway().post("/v1/chat/completions", key, ChatStage.CHAT);
    }

    private static HttpResponse<String> chat(String key, long tokens) {
        String body = ChatStage.CHAT.replaceFirst("}$", ",\"max_tokens\":" + tokens + "}");
        return stage.gateway().post("/v1/chat/completions", key, body);
    }

    private static HttpResponse<String> named(String key, String model) {
        return stage.gateway().post("/v1/chat/completions", key, ChatStage.CHAT.replace("fast-chat", model));
    }
}
