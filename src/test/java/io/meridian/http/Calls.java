package io.meridian.http;

import com.codahale.metrics.MetricRegistry;
import io.meridian.testing.FakeUpstream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What the tests of the client have in common: a client, requests, and its counters. */
final class Calls implements AutoCloseable {
    static final String PLAIN = "{\"model\":\"m\"}";
    static final String STREAM = "{\"model\":\"m\",\"stream\":true}";
    static final Timeouts PATIENT = Timeouts.DEFAULT;

    final MetricRegistry metrics = new MetricRegistry();
    final UpstreamClient client;

    Calls(HttpSettings settings) {
        client = UpstreamClient.create(settings, metrics);
    }

    static Calls toLocalhost() {
        return new Calls(HttpSettings.DEFAULT.withAllowedHosts(host -> true));
    }

    static Timeouts hasty(int connect, int firstByte, int betweenBytes, int total) {
        return new Timeouts(
                Duration.ofMillis(connect),
                Duration.ofMillis(firstByte),
                Duration.ofMillis(betweenBytes),
                Duration.ofMillis(total));
    }

    static UpstreamRequest chat(URI uri, String body, Timeouts timeouts, HttpHeader... headers) {
        return UpstreamRequest.post(
                Endpoint.of(uri),
                "/v1/chat/completions",
                List.of(headers),
                body.getBytes(StandardCharsets.UTF_8),
                timeouts);
    }

    UpstreamResponse send(FakeUpstream upstream, String body) throws UpstreamException {
        return client.send(chat(upstream.uri(), body, PATIENT));
    }

    /** The whole body of an answer with status 200. */
    String ask(FakeUpstream upstream, String body) throws IOException {
        try (UpstreamResponse response = send(upstream, body)) {
            String text = read(response);
            if (response.status() != 200) {
                throw new IOException("status " + response.status());
            }
            return text;
        }
    }

    static String read(UpstreamResponse response) throws IOException {
        return new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
    }

    long created() {
        return metrics.counter("http.connections.opened").getCount();
    }

    long stale() {
        return metrics.counter("http.connections.stale").getCount();
    }

    int pooled() {
        return (Integer) metrics.gauge("http.connections.pooled").getValue();
    }

    int open() {
        return (Integer) metrics.gauge("http.connections.open").getValue();
    }

    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain");
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
