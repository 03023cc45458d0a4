package io.meridian.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A proxy that notes the head of what it is asked, and sends every connection to one place. */
final class FakeProxy implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final String refusal;
    final Queue<String> heads = new ConcurrentLinkedQueue<>();

    /**
     * Starts.
     *
     * @param refusal the status line tunnels are refused with; empty to grant them
     */
    FakeProxy(int target, String refusal) {
        this.target = target;
        this.refusal = refusal;
        try {
            server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    FakeProxy start() {
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket client = server.accept();
                    Thread.ofVirtual().start(() -> serve(client));
                } catch (IOException closed) {
                    return;
                }
            }
        });
        return this;
    }

    String url(String userInfo) {
        return "http://" + userInfo + "127.0.0.1:" + server.getLocalPort();
    }

    private void serve(Socket client) {
        try (client;
                Socket upstream = new Socket(InetAddress.ofLiteral("127.0.0.1"), target)) {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = client.getInputStream().read();
                if (next < 0) {
                    return;
                }
                head.append((char) next);
            }
            heads.add(head.toString());
            if (!head.toString().startsWith("CONNECT")) {
                upstream.getOutputStream().write(head.toString().getBytes(ISO_8859_1));
            } else if (refusal.isEmpty()) {
                client.getOutputStream().write("HTTP/1.1 200 Go\r\n\r\n".getBytes(ISO_8859_1));
            } else {
                client.getOutputStream().write((refusal + "\r\nContent-Length: 0\r\n\r\n").getBytes(ISO_8859_1));
                return;
            }
            Thread back = Thread.ofVirtual().start(() -> pump(upstream, client));
            pump(client, upstream);
            back.join();
        } catch (IOException gone) {
            return;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pump(Socket from, Socket to) {
        try (to) {
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
        } catch (IOException gone) {
            return;
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
