package io.meridian.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.auth.KeyHash;
import io.meridian.testing.Await;
import io.meridian.testing.FakeUpstreamBehaviour.Slowly;
import io.meridian.testing.FakeUpstreamBehaviour.StallAfter;
import io.meridian.testing.FakeUpstreamBehaviour.StallBeforeFirstByte;
import io.meridian.testing.TestRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that leave before their answer is whole. */
class ChatHangUpIT {
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
    void endsASilentStreamSoonAfterItsClientLeft() throws IOException {
        String key = stage.gateway().newKey("{\"max_parallel_requests\":1,\"max_budget\":1,\"tpm_limit\":100000}");
        int before = stage.upstream().disconnects();
        stage.upstream().next(new StallAfter(3));
        try (Socket client = connect("silent", key, ChatStage.STREAM)) {
            readUntil(client, "Hello from the");
        }
        long left = System.nanoTime();
        Await.until("the provider notices", () -> stage.upstream().disconnects() > before);
        assertThat(Duration.ofNanos(System.nanoTime() - left)).isLessThan(Duration.ofMillis(1_800));
        JsonNode row = stage.row("silent");
        assertThat(row.path("status").textValue()).isEqualTo("failure");
        assertThat(row.path("usage_estimated").booleanValue()).isTrue();
        assertThat(row.path("completion_tokens").longValue()).isBetween(2L, 6L);
        assertThat(row.path("spend_nano").longValue()).isPositive();
        assertThat(row.at("/metadata/error_information/error_code").textValue()).isEqualTo("499");
        // the slot is free again, and of the budget no more is gone than was delivered
        assertThat(stage.chat(key, "silent-next", ChatStage.CHAT).statusCode()).isEqualTo(200);
        long expected = row.path("spend_nano").longValue() + 25_000;
        Await.until("the total is right", () -> stage.spentNano(KeyHash.of(key).hex()) == expected);
    }

    @Test
    void endsATalkingStreamSoonAfterItsClientLeft() throws IOException {
        String key = stage.gateway().newKey("{\"max_parallel_requests\":1}");
        int before = stage.upstream().disconnects();
        stage.upstream().events(400).text("word ".repeat(400)).next(new Slowly(Duration.ofMillis(20)));
        try (Socket client = connect("talking", key, ChatStage.STREAM)) {
            readUntil(client, "word");
        }
        long left = System.nanoTime();
        Await.until("the provider notices", () -> stage.upstream().disconnects() > before);
        assertThat(Duration.ofNanos(System.nanoTime() - left)).isLessThan(Duration.ofSeconds(1));
        assertThat(stage.row("talking").path("completion_tokens").longValue()).isBetween(1L, 100L);
        assertThat(stage.chat(key, "talking-next", ChatStage.CHAT).statusCode()).isEqualTo(200);
    }

    @Test
    void runsAPlainCallToItsEndAndBillsItThoughItsClientLeft() throws IOException {
        String key = stage.gateway().newKey("{\"max_parallel_requests\":1}");
        stage.upstream().next(new StallBeforeFirstByte());
        try (Socket client = connect("plain", key, ChatStage.CHAT)) {
            Await.until("the provider is asked", () -> stage.upstream().stalled() == 1);
            assertThat(client.isConnected()).isTrue();
        }
        stage.upstream().release();
        JsonNode row = stage.row("plain");
        assertThat(row.path("status").textValue()).isEqualTo("success");
        assertThat(row.path("spend_nano").longValue()).isEqualTo(25_000);
        assertThat(row.path("usage_estimated").booleanValue()).isFalse();
        Await.until(
                "the slot is free",
                () -> stage.chat(key, "plain-next", ChatStage.CHAT).statusCode() == 200);
    }

    private static Socket connect(String callId, String key, String body) throws IOException {
        Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), stage.gateway().uri().getPort());
        socket.getOutputStream().write(("""
            POST /v1/chat/completions HTTP/1.1\r
            Host: localhost\r
            Authorization: Bearer %s\r
            Content-Type: application/json\r
            X-Litellm-Call-Id: %s\r
            Content-Length: %d\r
            \r
            """.formatted(key, callId, body.length()) + body).getBytes(UTF_8));
        return socket;
    }

    /** Text that may be spread over several events is looked for with their JSON taken away. */
    private static void readUntil(Socket client, String text) throws IOException {
        StringBuilder seen = new StringBuilder();
        byte[] bytes = new byte[4096];
        while (!content(seen).contains(text)) {
            int length = client.getInputStream().read(bytes);
            if (length < 0) {
                throw new AssertionError("ended after " + seen);
            }
            seen.append(new String(bytes, 0, length, UTF_8));
        }
    }

    private static String content(CharSequence events) {
        StringBuilder content = new StringBuilder();
        java.util.regex.Pattern.compile("\"content\":\"([^\"]*)\"")
                .matcher(events)
                .results()
                .forEach(piece -> content.append(piece.group(1)));
        return content.toString();
    }
}
