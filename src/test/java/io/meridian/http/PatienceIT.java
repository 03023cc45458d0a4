package io.meridian.http;

import static io.meridian.http.Calls.PLAIN;
import static io.meridian.http.Calls.chat;
import static io.meridian.http.Calls.hasty;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.http.UpstreamException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What no timeout of a socket ends: only the watch does. */
final class PatienceIT {
    private interface Peer {
        void serve(Socket socket) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final Calls calls = Calls.toLocalhost();

    PatienceIT() throws IOException {
        server = new ServerSocket(0, 9, InetAddress.ofLiteral("127.0.0.1"));
    }

    @AfterEach
    void stop() throws IOException {
        calls.close();
        server.close();
    }

    @Test
    void endsAWriteNobodyReads() {
        peer(socket -> Thread.sleep(Duration.ofSeconds(30)));
        fails(Kind.TIMEOUT_TOTAL, big(hasty(5_000, 9_000, 9_000, 300)));
        peer(socket -> Thread.sleep(Duration.ofSeconds(30)));
        fails(Kind.TIMEOUT_IDLE, big(hasty(5_000, 9_000, 300, 9_000)));
    }

    @Test
    void endsAHandshakeThatTrickles() {
        peer(socket -> {
            byte[] record = {22, 3, 3, 64, 0};
            socket.getOutputStream().write(record);
            while (true) {
                socket.getOutputStream().write(0);
                Thread.sleep(Duration.ofMillis(20));
            }
        });
        URI uri = URI.create("https://127.0.0.1:" + server.getLocalPort());
        fails(Kind.TIMEOUT_CONNECT, chat(uri, PLAIN, hasty(300, 9_000, 9_000, 9_000)));
    }

    @Test
    void endsAHeadThatTrickles() {
        peer(socket -> {
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\nX: ".getBytes(ISO_8859_1));
            while (true) {
                socket.getOutputStream().write('a');
                Thread.sleep(Duration.ofMillis(20));
            }
        });
        fails(Kind.TIMEOUT_FIRST_BYTE, chat(uri(), PLAIN, hasty(5_000, 300, 9_000, 9_000)));
    }

    @Test
    void hearsARefusalBeforeItHasSentAll() throws Exception {
        peer(socket -> {
            socket.getInputStream().readNBytes(1_000);
            socket.getOutputStream()
                    .write("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig".getBytes(ISO_8859_1));
            socket.shutdownOutput();
            // reading on a little, as careful servers do, keeps the answer from being thrown away
            socket.getInputStream().readNBytes(20_000_000);
        });
        try (UpstreamResponse response = calls.client.send(big(Timeouts.DEFAULT))) {
            assertThat(response.status()).isEqualTo(413);
            assertThat(Calls.read(response)).isEqualTo("big");
        }
    }

    private UpstreamRequest big(Timeouts timeouts) {
        return UpstreamRequest.post(Endpoint.of(uri()), "/x", List.of(), new byte[40_000_000], timeouts);
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    private void peer(Peer peer) {
        Thread.ofVirtual().start(() -> {
            try (Socket socket = server.accept()) {
                peer.serve(socket);
            } catch (IOException | InterruptedException over) {
                return;
            }
        });
    }

    private void fails(Kind kind, UpstreamRequest request) {
        long start = System.nanoTime();
        assertThatThrownBy(() -> calls.client.send(request))
                .isInstanceOfSatisfying(
                        UpstreamException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        assertThat(calls.open()).isZero();
    }
}
