package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.auth.KeyHash;
import io.meridian.metric.ExpositionParser;
import io.meridian.testing.Await;
import io.meridian.testing.FakeUpstreamBehaviour.Status;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the metrics page says after some calls have gone well and others have not. */
class MetricsIT {
    private static ChatStage stage;
    private static String key = "";

    @BeforeAll
    static void start() {
        stage = ChatStage.start(ChatStage.MODEL, Map.of());
        stage.gateway().newTeam("{\"team_id\":\"t-1\"}");
        key = stage.gateway().newKey("{\"key_alias\":\"measured\",\"team_id\":\"t-1\",\"user_id\":\"u-1\"}");
        String limited = stage.gateway().newKey("{\"models\":[\"fast-chat\"],\"rpm_limit\":0}");
        for (int i = 0; i < 3; i++) {
            stage.chat(key, "m" + i, ChatStage.CHAT);
        }
        stage.chat(key, "m3", ChatStage.STREAM);
        stage.upstream().next(Status.error(503, "no"));
        stage.chat(key, "m4", ChatStage.CHAT);
        for (int i = 0; i < 20; i++) {
            stage.chat(key, "m5", ChatStage.CHAT.replace("fast-chat", "made-up-" + i));
        }
        stage.chat(limited, "m6", ChatStage.CHAT);
        stage.chat(limited, "m7", ChatStage.CHAT.replace("fast-chat", "not-mine"));
        stage.chat("sk-nobody-has-this-key", "m8", ChatStage.CHAT);
        Await.until(
                "the last call is counted",
                () -> page().samples().stream()
                        .anyMatch(sample -> sample.labels().containsValue("Unauthenticated")));
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void countsRequestsByWhatBecameOfThem() {
        String name = "litellm_proxy_total_requests_metric_total";
        ExpositionParser page = page();
        String[] mine = {"hashed_api_key", KeyHash.of(key).hex(), "route", "/v1/chat/completions"};
        assertThat(page.samples().stream()
                        .filter(sample -> sample.name().equals(name))
                        .filter(sample -> "200".equals(sample.labels().get("status_code")))
                        .filter(sample -> "fast-chat".equals(sample.labels().get("requested_model")))
                        .mapToDouble(ExpositionParser.Sample::value)
                        .sum())
                .isEqualTo(4);
        assertThat(page.value(name, with(mine, "status_code", "503"))).isEqualTo(1);
        assertThat(page.value(name, with(mine, "status_code", "400", "requested_model", "other")))
                .isEqualTo(20);
        assertThat(page.value(name, "status_code", "401")).isEqualTo(1);
        assertThat(page.value(name, "status_code", "429")).isEqualTo(1);
    }

    @Test
    void countsFailuresByTheirClass() {
        ExpositionParser page = page();
        String name = "litellm_proxy_failed_requests_metric_total";
        assertThat(page.value(name, "exception_status", "503", "exception_class", "UpstreamFailed"))
                .isEqualTo(1);
        assertThat(page.value(name, "exception_status", "400", "exception_class", "InvalidRequest"))
                .isEqualTo(20);
        assertThat(page.value(name, "exception_status", "429", "exception_class", "LimitExceeded"))
                .isEqualTo(1);
        assertThat(page.value(name, "exception_status", "403", "exception_class", "Forbidden"))
                .isEqualTo(1);
    }

    @Test
    void countsSpendAndTokensOfTheCallerAndTheDeployment() {
        ExpositionParser page = page();
        String[] labels = {
            "hashed_api_key", KeyHash.of(key).hex(),
            "api_key_alias", "measured",
            "team", "t-1",
            "user", "u-1",
            "model", "openai/gpt-inner",
            "requested_model", "fast-chat",
            "model_id", "fast-1",
            "api_provider", "openai"
        };
        assertThat(page.value("litellm_spend_metric_total", labels)).isCloseTo(0.0001, within());
        assertThat(page.value("litellm_input_tokens_metric_total", labels)).isEqualTo(44);
        assertThat(page.value("litellm_output_tokens_metric_total", labels)).isEqualTo(28);
        assertThat(page.value("litellm_total_tokens_metric_total", labels)).isEqualTo(72);
        assertThat(page.value("litellm_requests_metric_total", labels)).isEqualTo(4);
    }

    @Test
    void measuresLatencies() {
        ExpositionParser page = page();
        for (String name : new String[] {
            "litellm_request_total_latency_metric", "litellm_llm_api_latency_metric", "litellm_overhead_latency_metric"
        }) {
            assertThat(page.types()).containsEntry(name, "histogram");
            assertThat(page.value(name + "_count", "model_id", "fast-1")).isEqualTo(4);
            assertThat(page.value(name + "_sum", "model_id", "fast-1")).isBetween(0.0, 60.0);
        }
        assertThat(page.value("litellm_llm_api_time_to_first_token_metric_count", "model_id", "fast-1"))
                .isEqualTo(1);
        assertThat(page.value("litellm_request_total_latency_metric_bucket", "model_id", "fast-1", "le", "+Inf"))
                .isEqualTo(4);
    }

    @Test
    void makesNoSeriesOfNamesThatClientsInvent() {
        assertThat(page().samples())
                .noneMatch(sample -> sample.labels().values().stream()
                        .anyMatch(value -> value.contains("made-up") || value.contains("not-mine")));
    }

    @Test
    void speaksBothFormats() {
        HttpResponse<String> text = stage.gateway().get("/metrics/", TestGateway.MASTER_KEY);
        assertThat(text.headers().firstValue("content-type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        HttpResponse<String> open = stage.gateway()
                .send(stage.gateway()
                        .request("/metrics", key)
                        .header("accept", "application/openmetrics-text; version=1.0.0")
                        .build());
        assertThat(open.headers().firstValue("content-type").orElseThrow()).startsWith("application/openmetrics-text");
        assertThat(open.body()).endsWith("# EOF\n").contains("litellm_spend_metric_total{");
        assertThat(stage.gateway().get("/metrics", "sk-nobody-has-this-key").statusCode())
                .isEqualTo(401);
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(1e-9);
    }

    private static String[] with(String[] labels, String... more) {
        return java.util.stream.Stream.of(labels, more)
                .flatMap(java.util.Arrays::stream)
                .toArray(String[]::new);
    }

    private static ExpositionParser page() {
        HttpResponse<String> answer = stage.gateway().get("/metrics", TestGateway.MASTER_KEY);
        assertThat(answer.statusCode()).isEqualTo(200);
        return ExpositionParser.parse(answer.body());
    }
}
