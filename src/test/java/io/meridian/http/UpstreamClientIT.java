package io.meridian.http;

import static io.meridian.http.Calls.PATIENT;
import static io.meridian.http.Calls.PLAIN;
import static io.meridian.http.Calls.STREAM;
import static io.meridian.http.Calls.await;
import static io.meridian.http.Calls.chat;
import static io.meridian.http.Calls.hasty;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.http.UpstreamException.Kind;
import io.meridian.testing.FakeUpstream;
import io.meridian.testing.FakeUpstreamBehaviour;
import io.meridian.testing.FakeUpstreamRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class UpstreamClientIT {
    private final FakeUpstream upstream = FakeUpstream.start();
    private final Calls calls = Calls.toLocalhost();

    @AfterEach
    void stop() {
        calls.close();
        upstream.close();
    }

    @Test
    void reusesAConnectionWhoseAnswerWasReadToItsEnd() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(calls.ask(upstream, PLAIN)).contains("chat.completion");
            assertThat(calls.ask(upstream, STREAM)).endsWith("data: [DONE]\n\n");
        }
        assertThat(upstream.connectionsAccepted()).isEqualTo(1);
        assertThat(calls.created()).isEqualTo(1);
        assertThat(calls.pooled()).isEqualTo(1);
    }

    @Test
    void closesAConnectionWhoseAnswerWasNotReadToItsEnd() throws Exception {
        upstream.next(new FakeUpstreamBehaviour.StallAfter(2));
        try (UpstreamResponse response = calls.send(upstream, STREAM)) {
            assertThat(response.body().read()).isEqualTo('d');
        }
        await(() -> upstream.disconnects() == 1);
        assertThat(calls.open()).isZero();
        assertThat(calls.ask(upstream, PLAIN)).contains("chat.completion");
    }

    @Test
    void keepsAConnectionOfAReaderWhoStopsAtTheEndMark() throws Exception {
        upstream.next(new FakeUpstreamBehaviour.Raw(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nDONE\r\n0\r\n\r\n", false));
        try (UpstreamResponse response = calls.send(upstream, PLAIN)) {
            assertThat(response.body().read(new byte[100])).isEqualTo(4);
        }
        assertThat(calls.pooled()).isEqualTo(1);
        assertThat(calls.ask(upstream, PLAIN)).contains("chat.completion");
        assertThat(upstream.connectionsAccepted()).isEqualTo(1);
    }

    @Test
    void sendsWhatItWasGivenAndNothingThatBelongsToAConnection() throws Exception {
        byte[] big = "x".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        UpstreamRequest request = new UpstreamRequest(
                "POST",
                Endpoint.of(URI.create(upstream.uri() + "/base/")),
                "/v1/chat/completions?a=b",
                List.of(
                        new HttpHeader("X-Own", "yes"),
                        new HttpHeader("Connection", "X-Hop, keep-alive"),
                        new HttpHeader("X-Hop", "no"),
                        new HttpHeader("Transfer-Encoding", "chunked"),
                        new HttpHeader("Accept-Encoding", "gzip"),
                        new HttpHeader("Content-Length", "3"),
                        new HttpHeader("Host", "evil")),
                List.of(ByteBuffer.wrap(big, 10, 20_000), ByteBuffer.wrap(big), ByteBuffer.wrap(big, 0, 7)),
                PATIENT,
                TlsPolicy.VERIFIED);
        calls.client.send(request).close();
        FakeUpstreamRequest seen = upstream.lastRequest();
        assertThat(seen.target()).isEqualTo("/base/v1/chat/completions?a=b");
        assertThat(seen.body()).hasSize(120_007);
        assertThat(seen.headers())
                .containsExactly(
                        Map.entry("Host", "127.0.0.1:" + upstream.port()),
                        Map.entry("Accept-Encoding", "identity"),
                        Map.entry("X-Own", "yes"),
                        Map.entry("Content-Length", "120007"));
    }

    @Test
    void succeedsAfterTheUpstreamClosedAnIdleConnection() throws Exception {
        calls.ask(upstream, PLAIN);
        upstream.closeIdleConnections();
        await(() -> upstream.connectionsOpen() == 0);
        // longer than a connection may be idle without being looked at
        long idle = System.nanoTime() + Duration.ofMillis(10).toNanos();
        await(() -> System.nanoTime() > idle);
        assertThat(calls.ask(upstream, PLAIN)).contains("chat.completion");
        assertThat(upstream.requestCount()).isEqualTo(2);
        assertThat(calls.stale()).isEqualTo(1);
    }

    @Test
    void neverRepeatsARequestTheUpstreamMayHaveRead() throws Exception {
        calls.ask(upstream, PLAIN);
        upstream.next(new FakeUpstreamBehaviour.HangUp());
        assertThatThrownBy(() -> calls.ask(upstream, PLAIN))
                .isInstanceOfSatisfying(UpstreamException.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Kind.BROKEN);
                    assertThat(failure.requestSent()).isTrue();
                });
        assertThat(upstream.requestCount()).isEqualTo(2);
        assertThat(calls.open()).isZero();
    }

    @Test
    void givesUpOnAnUpstreamThatDoesNotAnswer() {
        upstream.next(new FakeUpstreamBehaviour.StallBeforeFirstByte());
        fails(Kind.TIMEOUT_FIRST_BYTE, PLAIN, hasty(5_000, 100, 5_000, 5_000));
        upstream.next(new FakeUpstreamBehaviour.StallBeforeFirstByte());
        fails(Kind.TIMEOUT_TOTAL, PLAIN, hasty(5_000, 5_000, 5_000, 100));
        assertThat(calls.open()).isZero();
    }

    @Test
    void givesUpOnAStreamThatFallsSilent() {
        upstream.next(new FakeUpstreamBehaviour.StallAfter(2));
        fails(Kind.TIMEOUT_IDLE, STREAM, hasty(5_000, 5_000, 100, 5_000));
    }

    @Test
    void aTrickleDoesNotOutliveTheTotal() {
        upstream.events(1_000).next(new FakeUpstreamBehaviour.Slowly(Duration.ofMillis(10)));
        long start = System.nanoTime();
        fails(Kind.TIMEOUT_TOTAL, STREAM, hasty(5_000, 5_000, 5_000, 300));
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(290), Duration.ofSeconds(2));
    }

    @Test
    void tellsACutStreamFromAFinishedOne() {
        upstream.next(new FakeUpstreamBehaviour.CutAfter(3));
        fails(Kind.BROKEN, STREAM, PATIENT);
        upstream.next(new FakeUpstreamBehaviour.CutAfter(3));
        fails(Kind.BROKEN, PLAIN, PATIENT);
    }

    @Test
    void saysThatNothingWasSentIfNobodyListens() {
        upstream.close();
        assertThatThrownBy(() -> calls.ask(upstream, PLAIN))
                .isInstanceOfSatisfying(UpstreamException.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Kind.CONNECT);
                    assertThat(failure.requestSent()).isFalse();
                });
    }

    @Test
    void boundsTheConnectionsOfARoute() throws Exception {
        try (Calls few =
                new Calls(HttpSettings.DEFAULT.withAllowedHosts(host -> true).withPool(1, 1, Duration.ofSeconds(9)))) {
            try (UpstreamResponse held = few.send(upstream, STREAM)) {
                assertThat(held.status()).isEqualTo(200);
                assertThatThrownBy(() -> few.client.send(chat(upstream.uri(), PLAIN, hasty(50, 9_000, 9_000, 9_000))))
                        .isInstanceOfSatisfying(
                                UpstreamException.class,
                                failure -> assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT_CONNECT));
            }
            assertThat(few.ask(upstream, PLAIN)).contains("chat.completion");
        }
    }

    @Test
    void closesConnectionsThatWereIdleForTooLong() throws Exception {
        try (Calls brief =
                new Calls(HttpSettings.DEFAULT.withAllowedHosts(host -> true).withPool(9, 9, Duration.ofMillis(50)))) {
            brief.ask(upstream, PLAIN);
            await(() -> brief.open() == 0 && upstream.connectionsOpen() == 0);
            assertThat(brief.pooled()).isZero();
        }
    }

    @Test
    void joinsChunksThatHaveArrivedIntoOneRead() throws Exception {
        List<String> chunks = new ArrayList<>();
        StringBuilder raw = new StringBuilder("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 51; i++) {
            chunks.add("data: event " + i + "\n\n");
            raw.append(Integer.toHexString(chunks.get(i).length()))
                    .append("\r\n")
                    .append(chunks.get(i))
                    .append("\r\n");
        }
        upstream.next(new FakeUpstreamBehaviour.Raw(raw + "0\r\n\r\n", false));
        try (UpstreamResponse response = calls.send(upstream, STREAM)) {
            byte[] buffer = new byte[16_384];
            int count = response.body().read(buffer);
            assertThat(new String(buffer, 0, count, StandardCharsets.UTF_8)).isEqualTo(String.join("", chunks));
            assertThat(response.body().read(buffer)).isEqualTo(-1);
        }
    }

    private void fails(Kind kind, String body, Timeouts timeouts) {
        assertThatThrownBy(() -> {
                    try (UpstreamResponse response = calls.client.send(chat(upstream.uri(), body, timeouts))) {
                        Calls.read(response);
                    }
                })
                .isInstanceOf(IOException.class)
                .isInstanceOfSatisfying(
                        UpstreamException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
    }
}
