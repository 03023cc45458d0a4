package io.meridian.server;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A provider on the loopback that knows two answers by heart, so that the real connections are rehearsed too. */
final class RehearsalUpstream implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(RehearsalUpstream.class);
    private static final String LENGTH = "content-length:";
    private static final int EVENTS = 20;
    private static final String USAGE = "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":12,\"total_tokens\":21}";

    private static final byte[] PLAIN = answer(
            "application/json",
            "{\"id\":\"rehearsal\",\"object\":\"chat.completion\",\"created\":0,\"model\":\"gpt-4o-mini\",\"choices\":"
                    + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Yes.\"},"
                    + "\"finish_reason\":\"stop\"}]," + USAGE + "}");

    private static final byte[] STREAM = answer(
            "text/event-stream",
            IntStream.range(0, EVENTS)
                            .mapToObj(i -> chunk("{\"index\":0,\"delta\":{\"content\":\"word" + i + "\"}}", ""))
                            .collect(Collectors.joining())
                    + chunk("", "," + USAGE)
                    + "data: [DONE]\n\n");

    private final ServerSocket server;

    private RehearsalUpstream(ServerSocket server) {
        this.server = server;
    }

    static RehearsalUpstream start() throws IOException {
        ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("rehearsal-upstream").start(() -> accept(server));
        return new RehearsalUpstream(server);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1");
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private static void accept(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().name("rehearsal-answer").start(() -> serve(socket));
            } catch (IOException over) {
                LOG.trace("The rehearsal is over", over);
            }
        }
    }

    private static void serve(Socket socket) {
        try (socket;
                InputStream in = new BufferedInputStream(socket.getInputStream());
                OutputStream out = socket.getOutputStream()) {
            for (int length = bodyLength(in); length >= 0; length = bodyLength(in)) {
                String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
                out.write(body.contains("\"stream\":true") ? STREAM : PLAIN);
                out.flush();
            }
        } catch (IOException over) {
            LOG.trace("The rehearsal is over", over);
        }
    }

    /** Reads a head; negative at the end of the connection. */
    private static int bodyLength(InputStream in) throws IOException {
        int length = -1;
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next != '\n') {
                line.append((char) next);
                continue;
            }
            String header = line.toString().strip().toLowerCase(Locale.ROOT);
            if (header.isEmpty()) {
                return length;
            }
            if (header.startsWith(LENGTH)) {
                length = Integer.parseInt(header.substring(LENGTH.length()).strip());
            }
            line.setLength(0);
        }
        return -1;
    }

    private static String chunk(String choice, String rest) {
        return "data:"
                + " {\"id\":\"rehearsal\",\"object\":\"chat.completion.chunk\",\"created\":0,\"model\":\"gpt-4o-mini\","
                + "\"choices\":[" + choice + "]" + rest + "}\n\n";
    }

    private static byte[] answer(String type, String body) {
        return ("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
