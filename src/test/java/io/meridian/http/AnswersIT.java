package io.meridian.http;

import static io.meridian.http.Calls.PLAIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.http.UpstreamException.Kind;
import io.meridian.testing.FakeUpstream;
import io.meridian.testing.FakeUpstreamBehaviour;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What upstreams may answer with, proper and improper. */
final class AnswersIT {
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final FakeUpstream upstream = FakeUpstream.start();
    private final Calls calls = Calls.toLocalhost();

    @AfterEach
    void stop() {
        calls.close();
        upstream.close();
    }

    @Test
    void skipsInterimAnswers() throws Exception {
        raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        assertThat(calls.ask(upstream, PLAIN)).isEqualTo("ok");
        assertThat(calls.pooled()).isEqualTo(1);
    }

    @Test
    void readsChunksWithExtensionsAndTrailers() throws Exception {
        raw(CHUNKED + "2;ext=1\r\nok\r\n0\r\nTrailer-Field: a\r\nAnother: b\r\n\r\n");
        assertThat(calls.ask(upstream, PLAIN)).isEqualTo("ok");
        assertThat(calls.ask(upstream, PLAIN)).contains("chat.completion");
        assertThat(upstream.connectionsAccepted()).isEqualTo(1);
    }

    @Test
    void readsBodiesThatEndWithTheConnection() throws Exception {
        upstream.next(new FakeUpstreamBehaviour.Raw("HTTP/1.1 200 OK\r\n\r\nall of it", true));
        try (UpstreamResponse response = calls.send(upstream, PLAIN)) {
            assertThat(Calls.read(response)).isEqualTo("all of it");
            assertThat(response.body().read()).isEqualTo(-1);
        }
        assertThat(calls.open()).isZero();
    }

    @Test
    void knowsAnswersWithoutABody() throws Exception {
        raw("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n");
        assertThat(calls.send(upstream, PLAIN).body().read()).isEqualTo(-1);
        raw("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n");
        assertThat(calls.send(upstream, PLAIN).body().read()).isEqualTo(-1);
        raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        UpstreamRequest head = new UpstreamRequest(
                "HEAD", Endpoint.of(upstream.uri()), "/x", List.of(), List.of(), Calls.PATIENT, TlsPolicy.VERIFIED);
        assertThat(calls.client.send(head).body().read()).isEqualTo(-1);
        assertThat(calls.ask(upstream, PLAIN)).contains("chat.completion");
        assertThat(upstream.connectionsAccepted()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1, max=5\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"
            })
    void doesNotReuseAConnectionThatIsNotToBe(String answer) throws Exception {
        raw(answer);
        assertThat(calls.ask(upstream, PLAIN)).isEqualTo("ok");
        assertThat(calls.open()).isZero();
        assertThat(calls.ask(upstream, PLAIN)).contains("chat.completion");
    }

    @Test
    void keepsConnectionsOfOldServersThatSaySo() throws Exception {
        raw("HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nKeep-Alive: timeout=60\r\nContent-Length: 2\r\n\r\nok");
        assertThat(calls.ask(upstream, PLAIN)).isEqualTo("ok");
        assertThat(calls.pooled()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nHalf-A-Head: x",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n",
                ""
            })
    void refusesWhatIsNotAnAnswer(String answer) {
        upstream.next(new FakeUpstreamBehaviour.Raw(answer, true));
        broken();
    }

    @Test
    void boundsTheHeadOfAHostileAnswer() {
        raw("HTTP/1.1 200 OK\r\nX: " + "a".repeat(20_000) + "\r\n\r\n");
        broken();
        raw("HTTP/1.1 200 OK\r\n" + ("X: " + "a".repeat(8_000) + "\r\n").repeat(9) + "\r\n");
        broken();
        raw("HTTP/1.1 200 OK\r\n" + "X: a\r\n".repeat(300) + "\r\n");
        broken();
        raw("HTTP/1.1 100 Continue\r\n\r\n".repeat(30));
        broken();
    }

    @Test
    void passesErrorsOnWithTheirHeaders() throws Exception {
        upstream.next(FakeUpstreamBehaviour.Status.error(529, "overloaded").with("Retry-After", "7"));
        try (UpstreamResponse response = calls.send(upstream, PLAIN)) {
            assertThat(response.status()).isEqualTo(529);
            assertThat(response.header("retry-after")).contains("7");
            assertThat(response.headers())
                    .extracting(HttpHeader::name)
                    .contains("Retry-After", "Content-Type")
                    .doesNotContain("Content-Length");
            assertThat(Calls.read(response)).contains("overloaded");
        }
    }

    @Test
    void followsNoRedirect() throws Exception {
        raw("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n");
        assertThat(calls.send(upstream, PLAIN).status()).isEqualTo(302);
        assertThat(upstream.requestCount()).isEqualTo(1);
    }

    private void raw(String answer) {
        upstream.next(new FakeUpstreamBehaviour.Raw(answer, false));
    }

    private void broken() {
        assertThatThrownBy(() -> calls.ask(upstream, PLAIN))
                .isInstanceOfSatisfying(UpstreamException.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Kind.BROKEN);
                    assertThat(failure.requestSent()).isTrue();
                });
        assertThat(calls.open()).isZero();
    }
}
