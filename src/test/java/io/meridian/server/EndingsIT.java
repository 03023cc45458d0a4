package io.meridian.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.base.JsonText;
import io.meridian.metric.ExpositionParser;
import io.meridian.testing.Await;
import io.meridian.testing.FakeUpstreamBehaviour.CutAfter;
import io.meridian.testing.FakeUpstreamBehaviour.StallAfter;
import io.meridian.testing.FakeUpstreamBehaviour.StallBeforeFirstByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How a request ends is told by the access log and the metrics, whatever its status line said. */
class EndingsIT {
    private static final ByteArrayOutputStream LOG = new ByteArrayOutputStream();

    private static ChatStage stage;
    private static String key = "";

    @BeforeAll
    static void start() {
        stage = ChatStage.start(ChatStage.MODEL, Map.of(), LOG);
        key = stage.gateway().newKey("{}");
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void countsWhatIsInFlight() throws InterruptedException {
        stage.upstream().next(new StallBeforeFirstByte());
        Thread call = Thread.startVirtualThread(() -> stage.chat(key, "in-flight", ChatStage.CHAT));
        Await.until("the provider is asked", () -> stage.upstream().stalled() == 1);
        // the one that asks is one of them
        assertThat(page().value("litellm_in_flight_requests")).isEqualTo(2);
        stage.upstream().release();
        call.join();
        stage.gateway().get("/v1/models", "sk-nobodys");
        stage.gateway().get("/nowhere", key);
        Await.until("all others have left", () -> page().value("litellm_in_flight_requests") == 1);
    }

    @Test
    void aStreamThatTheProviderCutsIsAFailure() {
        stage.upstream().next(new CutAfter(2));
        HttpResponse<String> answer = stage.chat(key, "cut", ChatStage.STREAM);
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode line = line("cut");
        assertThat(line.path("status").intValue()).isEqualTo(200);
        int outcome = line.path("outcome").intValue();
        assertThat(outcome).isBetween(500, 599);
        assertThat(line.path("error").textValue()).isEqualTo("UpstreamFailed");
        assertFailed(outcome, "UpstreamFailed");
    }

    @Test
    void aStreamThatItsClientLeavesIsAFailure() throws IOException {
        stage.upstream().next(new StallAfter(2));
        try (Socket client = new Socket(
                InetAddress.getLoopbackAddress(), stage.gateway().uri().getPort())) {
            client.getOutputStream()
                    .write(("""
                        POST /v1/chat/completions HTTP/1.1\r
                        Host: localhost\r
                        Authorization: Bearer %s\r
                        Content-Type: application/json\r
                        X-Litellm-Call-Id: left\r
                        Content-Length: %d\r
                        \r
                        """.formatted(key, ChatStage.STREAM.length()) + ChatStage.STREAM).getBytes(UTF_8));
            Await.until("the stream has begun", () -> client.getInputStream().available() > 0);
        }
        JsonNode line = line("left");
        assertThat(line.path("status").intValue()).isEqualTo(200);
        assertThat(line.path("outcome").intValue()).isEqualTo(499);
        assertThat(line.path("error").textValue()).isEqualTo("ClientDisconnect");
        assertFailed(499, "ClientDisconnect");
    }

    @Test
    void aCallThatEndsWellSaysNoMore() {
        stage.chat(key, "well", ChatStage.CHAT);
        JsonNode line = line("well");
        assertThat(line.path("status").intValue()).isEqualTo(200);
        assertThat(line.has("outcome")).isFalse();
        assertThat(line.has("error")).isFalse();
    }

    @Test
    void aRefusalHasTheStatusItWasAnsweredWith() {
        stage.gateway()
                .send(stage.gateway()
                        .request("/v1/models/x;y=1", key)
                        .header("x-litellm-call-id", "refused")
                        .build());
        JsonNode line = line("refused");
        assertThat(line.path("status").intValue()).isEqualTo(400);
        assertThat(line.path("path").textValue()).isEqualTo("unmatched");
        assertThat(line.has("outcome")).isFalse();
    }

    @Test
    void anAnswerToAnyOriginDoesNotVaryByIt() {
        HttpResponse<String> answer = stage.gateway()
                .send(stage.gateway()
                        .request("/v1/models", key)
                        .header("origin", "https://somewhere.example")
                        .build());
        assertThat(answer.headers().firstValue("access-control-allow-origin")).contains("*");
        assertThat(answer.headers().firstValue("vary")).isEmpty();
    }

    private static void assertFailed(int status, String exceptionClass) {
        Await.until(
                "the failure is counted",
                () -> page().samples().stream()
                        .filter(sample -> sample.name().equals("litellm_proxy_failed_requests_metric_total"))
                        .anyMatch(
                                sample -> exceptionClass.equals(sample.labels().get("exception_class"))
                                        && Integer.toString(status)
                                                .equals(sample.labels().get("exception_status"))));
        assertThat(page().value(
                                "litellm_proxy_total_requests_metric_total",
                                "status_code",
                                Integer.toString(status),
                                "route",
                                "/v1/chat/completions"))
                .isEqualTo(1);
    }

    private static ExpositionParser page() {
        return ExpositionParser.parse(
                stage.gateway().get("/metrics", TestGateway.MASTER_KEY).body());
    }

    private static JsonNode line(String callId) {
        Await.until("the access line is written", () -> find(callId).isPresent());
        return find(callId).orElseThrow();
    }

    private static Optional<JsonNode> find(String callId) {
        return LOG.toString(UTF_8)
                .lines()
                .filter(line -> line.endsWith("}"))
                .map(JsonText::stored)
                .filter(line -> callId.equals(line.path("call_id").textValue()))
                .findFirst();
    }
}
