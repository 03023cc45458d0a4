package io.meridian.metric;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.meridian.metric.AccessLine.Caller;
import io.meridian.metric.AccessLine.Figures;
import io.meridian.metric.AccessLine.Request;
import io.meridian.metric.AccessLine.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AccessLogTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T07:30:00.120Z"), ZoneOffset.UTC);
    private static final Figures FIGURES = new Figures(12_345_678, 1_000_000, 10, 20, 2_205_000, 100, 200);
    private static final JsonMapper JSON = new JsonMapper();

    private final MetricRegistry metrics = new MetricRegistry();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void writesOneJsonLineForEachRequest() throws IOException {
        try (AccessLog log = AccessLog.open(out, CLOCK, 100, metrics)) {
            log.write(line("gpt-4o"));
        }
        assertThat(text())
                .isEqualTo("{\"time\":\"2026-11-21T07:30:00.120Z\",\"method\":\"POST\","
                        + "\"path\":\"/v1/chat/completions\",\"status\":200,\"duration_ms\":12.345,"
                        + "\"first_byte_ms\":1.000,\"call_id\":\"c1\",\"client\":\"10.0.0.1\",\"key\":\"sk-...abcd\","
                        + "\"key_alias\":\"alias\",\"model\":\"gpt-4o\",\"deployment\":\"d1\",\"provider\":\"openai\","
                        + "\"input_tokens\":10,\"output_tokens\":20,\"cost_usd\":0.002205,\"bytes_in\":100,"
                        + "\"bytes_out\":200}\n");
    }

    @Test
    void leavesOutWhatIsUnknown() throws IOException {
        try (AccessLog log = AccessLog.open(out, CLOCK, 100, metrics)) {
            log.write(new AccessLine(
                    new Request("GET", "/health", 401, 0, "c2", "auth_error"),
                    Caller.UNKNOWN,
                    Target.NONE,
                    new Figures(1_000, -1, -1, -1, -1, -1, 0)));
        }
        JsonNode line = JSON.readTree(text());
        assertThat(line.properties())
                .extracting(java.util.Map.Entry::getKey)
                .containsExactly("time", "method", "path", "status", "duration_ms", "call_id", "bytes_out", "error");
    }

    @Test
    void tellsHowARequestEndedWhoseStatusHadLeft() throws IOException {
        try (AccessLog log = AccessLog.open(out, CLOCK, 100, metrics)) {
            log.write(new AccessLine(
                    new Request("POST", "/v1/chat/completions", 200, 499, "c3", "ClientDisconnect"),
                    Caller.UNKNOWN,
                    Target.NONE,
                    FIGURES));
        }
        assertThat(text()).contains("\"status\":200,\"outcome\":499,").contains("\"error\":\"ClientDisconnect\"");
    }

    @Test
    void cannotBeMadeToWriteASecondLine() throws IOException {
        String hostile = "x\r\n{\"status\":200}\n\0\u001b[2J\u0085\u2028\u2029\u007f\u009b\"\\\uD800é";
        try (AccessLog log = AccessLog.open(out, CLOCK, 100, metrics)) {
            log.write(new AccessLine(
                    new Request(hostile, hostile, 200, 0, hostile, hostile),
                    new Caller(hostile, hostile, hostile, hostile, hostile),
                    new Target(hostile, hostile, hostile),
                    FIGURES));
        }
        byte[] bytes = out.toByteArray();
        for (int i = 0; i < bytes.length - 1; i++) {
            assertThat(bytes[i]).as("byte %d", i).isBetween((byte) 0x20, (byte) 0x7e);
        }
        assertThat(bytes[bytes.length - 1]).isEqualTo((byte) '\n');
        assertThat(JSON.readTree(text()).path("model").asText()).isEqualTo(hostile);
    }

    @Test
    void boundsTheLengthOfAValue() throws IOException {
        try (AccessLog log = AccessLog.open(out, CLOCK, 100, metrics)) {
            log.write(line("m".repeat(1_000_000)));
        }
        assertThat(JSON.readTree(text()).path("model").asText()).hasSize(1024);
    }

    @Test
    void dropsAndCountsInsteadOfWaiting() throws InterruptedException {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        OutputStream stuck = new OutputStream() {
            @Override
            public void write(int b) {
                out.write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                writing.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                out.write(bytes, offset, length);
            }
        };
        try (AccessLog log = AccessLog.open(stuck, CLOCK, 8, metrics)) {
            log.write(line("first"));
            writing.await();
            for (int i = 0; i < 20; i++) {
                log.write(line("m" + i));
            }
            assertThat(log.dropped()).isEqualTo(20 - 7);
            goOn.countDown();
        }
        assertThat(text().lines()).hasSize(8);
        assertThat(metrics.meter("access_log.dropped").getCount()).isEqualTo(13);
    }

    @Test
    void writesEverythingHandedOverBeforeItCloses() throws InterruptedException {
        int threads = 4;
        int each = 5_000;
        try (AccessLog log = AccessLog.open(out, CLOCK, threads * each, metrics)) {
            List<Thread> writers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                writers.add(Thread.startVirtualThread(() -> {
                    for (int i = 0; i < each; i++) {
                        log.write(line("m"));
                    }
                }));
            }
            for (Thread writer : writers) {
                writer.join();
            }
        }
        assertThat(text().lines()).hasSize(threads * each).allMatch(line -> line.endsWith("}"));
    }

    @Test
    void survivesAStreamThatFails() {
        OutputStream broken = new OutputStream() {
            private boolean failed;

            @Override
            public void write(int b) {
                out.write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (!failed) {
                    failed = true;
                    throw new IOException("disk full");
                }
                out.write(bytes, offset, length);
            }
        };
        try (AccessLog log = AccessLog.open(broken, CLOCK, 100, metrics)) {
            log.write(line("lost"));
            while (log.dropped() == 0) {
                Thread.onSpinWait();
            }
            log.write(line("kept"));
        }
        assertThat(text()).contains("kept").doesNotContain("lost");
    }

    private static AccessLine line(String model) {
        return new AccessLine(
                new Request("POST", "/v1/chat/completions", 200, 0, "c1", null),
                new Caller("10.0.0.1", "sk-...abcd", "alias", null, null),
                new Target(model, "d1", "openai"),
                FIGURES);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
