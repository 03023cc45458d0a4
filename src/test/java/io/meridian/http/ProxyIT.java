package io.meridian.http;

import static io.meridian.http.Calls.PATIENT;
import static io.meridian.http.Calls.PLAIN;
import static io.meridian.http.Calls.chat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.http.UpstreamException.Kind;
import io.meridian.testing.FakeUpstream;
import io.meridian.testing.FakeUpstreamCertificate;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProxyIT {
    @TempDir
    Path folder;

    @Test
    void asksForATunnelAndVerifiesTheUpstreamBehindIt() throws Exception {
        FakeUpstreamCertificate certificate = FakeUpstreamCertificate.of("api.provider.example");
        try (FakeUpstream upstream = FakeUpstream.startTls(certificate.context());
                FakeProxy proxy = new FakeProxy(upstream.port(), "").start();
                Calls calls = new Calls(settings(
                        proxy.url("ann:p%40ss@"), null, certificate.writeAuthority(folder.resolve("ca.pem"))))) {
            // only the proxy knows this name
            URI uri = URI.create("https://api.provider.example");
            for (int i = 0; i < 2; i++) {
                try (UpstreamResponse response = calls.client.send(chat(uri, PLAIN, PATIENT))) {
                    assertThat(Calls.read(response)).contains("chat.completion");
                }
            }
            assertThat(proxy.heads)
                    .containsExactly(String.join(
                            "\r\n",
                            "CONNECT api.provider.example:443 HTTP/1.1",
                            "Host: api.provider.example:443",
                            "Proxy-Authorization: Basic YW5uOnBAc3M=",
                            "",
                            ""));
            assertThat(upstream.lastRequest().header("host")).contains("api.provider.example");
            assertThat(upstream.lastRequest().header("proxy-authorization")).isEmpty();
        }
    }

    @Test
    void namesTheWholeUrlToAProxyOfPlainRequests() throws Exception {
        try (FakeUpstream upstream = FakeUpstream.start();
                FakeProxy proxy = new FakeProxy(upstream.port(), "").start();
                Calls calls = new Calls(settings(null, proxy.url("ann:x@"), null))) {
            URI uri = URI.create("http://llm.example:8000/base");
            try (UpstreamResponse response = calls.client.send(chat(uri, PLAIN, PATIENT))) {
                assertThat(Calls.read(response)).contains("chat.completion");
            }
            assertThat(proxy.heads.remove())
                    .startsWith("POST http://llm.example:8000/base/v1/chat/completions HTTP/1.1\r\n")
                    .contains("\r\nProxy-Authorization: Basic YW5uOng=\r\n");
        }
    }

    @Test
    void saysThatNothingWasSentIfTheProxyRefuses() {
        try (FakeUpstream upstream = FakeUpstream.start();
                FakeProxy proxy = new FakeProxy(upstream.port(), "HTTP/1.1 407 Who are you").start();
                Calls calls = new Calls(settings(proxy.url(""), null, null))) {
            URI uri = URI.create("https://api.provider.example");
            assertThatThrownBy(() -> calls.client.send(chat(uri, PLAIN, PATIENT)))
                    .hasMessageContaining("407")
                    .isInstanceOfSatisfying(UpstreamException.class, failure -> {
                        assertThat(failure.kind()).isEqualTo(Kind.CONNECT);
                        assertThat(failure.requestSent()).isFalse();
                    });
            assertThat(calls.open()).isZero();
        }
    }

    @Test
    void refusesSpecialAddressesBehindAProxyToo() {
        try (FakeUpstream upstream = FakeUpstream.start();
                FakeProxy proxy = new FakeProxy(upstream.port(), "").start();
                Calls calls = new Calls(settings(null, proxy.url(""), null))) {
            URI uri = URI.create("http://169.254.169.254");
            assertThatThrownBy(() -> calls.client.send(chat(uri, PLAIN, PATIENT)))
                    .isInstanceOfSatisfying(
                            UpstreamException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(Kind.REFUSED_ADDRESS));
            assertThat(upstream.requestCount()).isZero();
        }
    }

    @Test
    void refusesHostsThatResolveToSpecialAddresses() {
        try (FakeUpstream upstream = FakeUpstream.start();
                Calls calls = new Calls(HttpSettings.DEFAULT)) {
            for (String host : new String[] {"localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433"}) {
                URI uri = URI.create("http://" + host + ":" + upstream.port());
                assertThatThrownBy(() -> calls.client.send(chat(uri, PLAIN, PATIENT)))
                        .isInstanceOfSatisfying(
                                UpstreamException.class,
                                failure -> assertThat(failure.kind()).isIn(Kind.REFUSED_ADDRESS, Kind.CONNECT));
            }
            assertThat(upstream.connectionsAccepted()).isZero();
        }
    }

    private static HttpSettings settings(@Nullable String https, @Nullable String http, @Nullable Path caFile) {
        return HttpSettings.DEFAULT
                .withProxies(ProxySettings.of(https, http, null))
                .withCaFiles(caFile == null ? List.of() : List.of(caFile));
    }
}
