package io.meridian.http;

import static io.meridian.http.Calls.PATIENT;
import static io.meridian.http.Calls.PLAIN;
import static io.meridian.http.Calls.STREAM;
import static io.meridian.http.Calls.chat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.http.UpstreamException.Kind;
import io.meridian.testing.FakeUpstream;
import io.meridian.testing.FakeUpstreamCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsIT {
    @TempDir
    Path folder;

    @Test
    void trustsWhatTheExtraBundleNames() throws Exception {
        FakeUpstreamCertificate certificate = FakeUpstreamCertificate.of("127.0.0.1");
        try (FakeUpstream upstream = FakeUpstream.startTls(certificate.context());
                Calls calls = new Calls(settings().withCaFiles(List.of(bundle(certificate))));
                Calls perEndpoint = new Calls(settings())) {
            assertThat(calls.ask(upstream, PLAIN)).contains("chat.completion");
            assertThat(calls.ask(upstream, STREAM)).endsWith("[DONE]\n\n");
            assertThat(upstream.connectionsAccepted()).isEqualTo(1);
            assertThat(status(perEndpoint, upstream.uri(), TlsPolicy.trusting(bundle(certificate))))
                    .isEqualTo(200);
        }
    }

    @Test
    void trustsEveryBundleItIsGiven() throws Exception {
        FakeUpstreamCertificate other = FakeUpstreamCertificate.of("127.0.0.1");
        FakeUpstreamCertificate certificate = FakeUpstreamCertificate.of("127.0.0.1");
        List<Path> both = List.of(other.writeAuthority(folder.resolve("other.pem")), bundle(certificate));
        try (FakeUpstream upstream = FakeUpstream.startTls(certificate.context());
                Calls calls = new Calls(settings().withCaFiles(both))) {
            assertThat(status(calls, upstream.uri(), TlsPolicy.VERIFIED)).isEqualTo(200);
        }
    }

    @Test
    void refusesAnUnknownAuthorityAndSendsNothing() {
        FakeUpstreamCertificate certificate = FakeUpstreamCertificate.of("127.0.0.1");
        try (FakeUpstream upstream = FakeUpstream.startTls(certificate.context());
                Calls calls = new Calls(settings())) {
            refuses(calls, upstream.uri(), TlsPolicy.VERIFIED);
            assertThat(upstream.requestCount()).isZero();
            assertThat(calls.open()).isZero();
        }
    }

    @Test
    void refusesACertificateForAnotherName() throws Exception {
        FakeUpstreamCertificate certificate = FakeUpstreamCertificate.of("localhost");
        try (FakeUpstream upstream = FakeUpstream.startTls(certificate.context());
                Calls calls = new Calls(settings().withCaFiles(List.of(bundle(certificate))))) {
            refuses(calls, upstream.uri(), TlsPolicy.VERIFIED);
            URI byName = URI.create("https://localhost:" + upstream.port());
            assertThat(status(calls, byName, TlsPolicy.VERIFIED)).isEqualTo(200);
        }
    }

    @Test
    void refusesAnExpiredCertificate() {
        FakeUpstreamCertificate certificate = FakeUpstreamCertificate.expired("127.0.0.1");
        try (FakeUpstream upstream = FakeUpstream.startTls(certificate.context());
                Calls calls = new Calls(settings().withCaFiles(List.of(bundle(certificate))))) {
            refuses(calls, upstream.uri(), TlsPolicy.VERIFIED);
        }
    }

    @Test
    void obeysWhoeverTurnsVerificationOff() throws Exception {
        FakeUpstreamCertificate certificate = FakeUpstreamCertificate.expired("elsewhere.example");
        try (FakeUpstream upstream = FakeUpstream.startTls(certificate.context());
                Calls calls = new Calls(settings())) {
            assertThat(status(calls, upstream.uri(), TlsPolicy.INSECURE)).isEqualTo(200);
            // the connection of the careless policy is not there for the careful one
            refuses(calls, upstream.uri(), TlsPolicy.VERIFIED);
        }
    }

    @Test
    void succeedsAfterTheUpstreamClosedAnIdleConnection() throws Exception {
        FakeUpstreamCertificate certificate = FakeUpstreamCertificate.of("127.0.0.1");
        try (FakeUpstream upstream = FakeUpstream.startTls(certificate.context());
                Calls calls = new Calls(settings())) {
            assertThat(status(calls, upstream.uri(), TlsPolicy.INSECURE)).isEqualTo(200);
            upstream.closeIdleConnections();
            Calls.await(() -> upstream.connectionsOpen() == 0);
            long idle = System.nanoTime() + Duration.ofMillis(10).toNanos();
            Calls.await(() -> System.nanoTime() > idle);
            assertThat(status(calls, upstream.uri(), TlsPolicy.INSECURE)).isEqualTo(200);
            assertThat(calls.stale()).isEqualTo(1);
        }
    }

    @Test
    void givesUpOnAHandshakeNobodyAnswers() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 9, InetAddress.ofLiteral("127.0.0.1"));
                Calls calls = new Calls(settings())) {
            URI uri = URI.create("https://127.0.0.1:" + silent.getLocalPort());
            assertThatThrownBy(() -> calls.client.send(chat(uri, PLAIN, Calls.hasty(100, 9_000, 9_000, 9_000))))
                    .isInstanceOfSatisfying(UpstreamException.class, failure -> {
                        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT_CONNECT);
                        assertThat(failure.requestSent()).isFalse();
                    });
            assertThat(calls.open()).isZero();
        }
    }

    @Test
    void saysAtTheStartThatABundleIsUnusable() throws IOException {
        Path nonsense = Files.writeString(folder.resolve("nonsense.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n");
        for (Path bundle : new Path[] {nonsense, folder.resolve("missing.pem")}) {
            assertThatThrownBy(() -> new Calls(settings().withCaFiles(List.of(bundle))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(bundle.getFileName().toString());
        }
    }

    private Path bundle(FakeUpstreamCertificate certificate) {
        return certificate.writeAuthority(folder.resolve("authority.pem"));
    }

    private static HttpSettings settings() {
        return HttpSettings.DEFAULT.withAllowedHosts(host -> true);
    }

    private static int status(Calls calls, URI uri, TlsPolicy policy) throws IOException {
        try (UpstreamResponse response =
                calls.client.send(chat(uri, PLAIN, PATIENT).with(policy))) {
            Calls.read(response);
            return response.status();
        }
    }

    private static void refuses(Calls calls, URI uri, TlsPolicy policy) {
        assertThatThrownBy(() -> status(calls, uri, policy))
                .isInstanceOfSatisfying(UpstreamException.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Kind.TLS);
                    assertThat(failure.requestSent()).isFalse();
                });
    }
}
