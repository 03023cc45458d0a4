package io.meridian.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.meridian.api.Usage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;

/**
 * A provider that remembers the member {@code user} of every request, counts tokens by it, so that no two calls are
 * worth the same, and takes its time, so that calls are open when the gateway dies. Thread-safe.
 */
final class CountingProvider implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EVENTS = 4;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

    private CountingProvider(HttpServer server) {
        this.server = server;
    }

    static CountingProvider start() {
        try {
            // else every answer on a kept connection waits for the client's delayed acknowledgement
            System.setProperty("sun.net.httpserver.nodelay", "true");
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 512);
            CountingProvider provider = new CountingProvider(server);
            server.createContext("/", provider::answer);
            server.setExecutor(provider.threads);
            server.start();
            return provider;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What a call of this name is worth. */
    static Usage usage(String call) {
        CRC32C hash = new CRC32C();
        hash.update(call.getBytes(StandardCharsets.UTF_8));
        long number = hash.getValue();
        return Usage.of(1 + number % 4001, 1 + number / 4001 % 2003);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The calls it was asked, as often as it was asked. */
    List<String> seen() {
        return List.copyOf(seen);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
            String call = request.path("user").asText();
            seen.add(call);
            pause(40);
            if (request.path("stream").asBoolean()) {
                stream(exchange, call);
            } else {
                byte[] answer = plain(call).getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("content-type", "application/json");
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        }
    }

    private static void stream(HttpExchange exchange, String call) throws IOException {
        exchange.getResponseHeaders().add("content-type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        for (int i = 0; i < EVENTS; i++) {
            send(out, chunk(call, "{\"index\":0,\"delta\":{\"content\":\"word \"},\"finish_reason\":null}", ""));
            pause(10);
        }
        send(out, chunk(call, "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}", ""));
        send(out, chunk(call, "", "," + usageMember(call)));
        send(out, "[DONE]");
    }

    private static void send(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String plain(String call) {
        return "{\"id\":\"chatcmpl-" + call + "\",\"object\":\"chat.completion\",\"created\":1760000000,"
                + "\"model\":\"counted\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\","
                + "\"message\":{\"role\":\"assistant\",\"content\":\"words\"}}]," + usageMember(call) + "}";
    }

    private static String chunk(String call, String choice, String more) {
        return "{\"id\":\"chatcmpl-" + call + "\",\"object\":\"chat.completion.chunk\",\"created\":1760000000,"
                + "\"model\":\"counted\",\"choices\":[" + choice + "]" + more + "}";
    }

    private static String usageMember(String call) {
        Usage usage = usage(call);
        return "\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d}"
                .formatted(usage.promptTokens(), usage.completionTokens(), usage.totalTokens());
    }

    private static void pause(int mostMillis) {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(mostMillis * 1_000_000L));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
