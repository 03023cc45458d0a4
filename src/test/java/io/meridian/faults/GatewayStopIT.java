package io.meridian.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.api.Usage;
import io.meridian.server.TestGateway;
import io.meridian.testing.FakeUpstream;
import io.meridian.testing.FakeUpstreamBehaviour.StallAfter;
import io.meridian.testing.FakeUpstreamBehaviour.StallBeforeFirstByte;
import io.meridian.testing.TestPostgres;
import io.meridian.testing.TestRedis;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayStopIT {
    private static final String STREAM = """
        {"model":"stop","stream":true,"messages":[{"role":"user","content":"Say a few words."}]}\
        """;

    @TempDir
    private Path folder;

    private final String database = TestPostgres.newDatabase();
    private final Books books = Books.of(database);
    private final FakeUpstream upstream = FakeUpstream.start().usage(321, 123);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        threads.close();
        upstream.close();
    }

    @Test
    void finishesWhatRunsAndRefusesWhatComes() throws Exception {
        upstream.whenModel("stop", new StallAfter(3));
        TestGateway gateway = start(30);
        String key = gateway.newKey("{}");
        List<Future<HttpResponse<String>>> streams = streams(gateway, key, 20);
        Future<?> stop = threads.submit(gateway::close);
        await(() -> gateway.get("/health/readiness", key).statusCode() == 503);
        assertThat(gateway.get("/health/readiness", key).body()).contains("shutting_down");
        HttpResponse<String> late = gateway.post("/v1/chat/completions", key, STREAM);
        assertThat(late.statusCode()).isEqualTo(503);
        assertThat(late.headers().firstValue("retry-after")).isPresent();
        assertThat(late.headers().firstValue("connection")).hasValue("close");
        upstream.release();
        for (Future<HttpResponse<String>> stream : streams) {
            assertThat(stream.get().body()).endsWith("data: [DONE]\n\n");
        }
        stop.get(10, TimeUnit.SECONDS);
        assertThat(books.rows())
                .hasSize(20)
                .allMatch(row -> row.status().equals("success") && row.nanos() == Books.nanos(Usage.of(321, 123)));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void endsStreamsWhoseTimeIsUpWithOneErrorEventAndBooksThem() throws Exception {
        upstream.whenModel("stop", new StallAfter(3));
        TestGateway gateway = start(1);
        List<Future<HttpResponse<String>>> streams = streams(gateway, gateway.newKey("{}"), 5);
        gateway.close();
        for (Future<HttpResponse<String>> stream : streams) {
            List<String> events = stream.get()
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("data: "))
                    .toList();
            assertThat(events).filteredOn(event -> event.contains("\"error\"")).hasSize(1);
            assertThat(events.getLast()).contains("\"error\"");
        }
        assertThat(books.rows())
                .hasSize(5)
                .allMatch(row -> row.status().equals("failure") && row.estimated() && row.nanos() > 0);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void answersCallsWhoseTimeIsUpBeforeTheFirstByte() throws Exception {
        upstream.whenModel("stop", new StallBeforeFirstByte());
        TestGateway gateway = start(1);
        List<Future<HttpResponse<String>>> calls = streams(gateway, gateway.newKey("{}"), 3);
        gateway.close();
        for (Future<HttpResponse<String>> call : calls) {
            assertThat(call.get().statusCode()).isBetween(500, 504);
        }
        assertThat(books.rows()).hasSize(3).allMatch(row -> row.status().equals("failure"));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void waitsForNoClientThatReadsNothing() throws IOException {
        upstream.text("word ".repeat(4_000_000)).events(100);
        TestGateway gateway = start(1);
        String key = gateway.newKey("{}");
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(
                    new InetSocketAddress(gateway.uri().getHost(), gateway.uri().getPort()));
            String request = "POST /v1/chat/completions HTTP/1.1\r\nhost: gateway\r\nauthorization: Bearer " + key
                    + "\r\ncontent-type: application/json\r\ncontent-length: " + STREAM.length() + "\r\n\r\n" + STREAM;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            await(() -> upstream.requestCount() == 1);
            long begun = System.nanoTime();
            gateway.close();
            assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(15));
        }
        assertThat(books.rows())
                .hasSize(1)
                .allMatch(row -> row.status().equals("failure") && row.estimated() && row.nanos() > 0);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        upstream.whenModel("stop", new StallAfter(3));
        Threads before = Threads.now(folder.resolve("before"));
        TestGateway gateway = start(30);
        List<Future<HttpResponse<String>>> streams = streams(gateway, gateway.newKey("{\"rpm_limit\": 100}"), 2);
        upstream.release();
        for (Future<HttpResponse<String>> stream : streams) {
            assertThat(stream.get().statusCode()).isEqualTo(200);
        }
        assertThat(Threads.now(folder.resolve("while")).since(before)).isNotEmpty();
        gateway.close();
        assertThat(Threads.now(folder.resolve("after")).since(before)).isEmpty();
    }

    private TestGateway start(int drainSeconds) {
        return TestGateway.setup()
                .yaml("""
                    model_list:
                      - model_name: stop
                        litellm_params:
                          model: openai/stop
                          api_base: %s/v1
                          api_key: sk-provider
                          input_cost_per_token: %s
                          output_cost_per_token: %s
                    """.formatted(upstream.uri(), Books.PROMPT.toPlainString(), Books.COMPLETION.toPlainString()))
                .with("DATABASE_URL", database)
                .with("REDIS_URL", TestRedis.shared().toString())
                .with("MERIDIAN_DATA_DIR", folder.toString())
                .with("MERIDIAN_DRAIN_SECONDS", Integer.toString(drainSeconds))
                .start();
    }

    /** Returns when the upstream has all of them. */
    private List<Future<HttpResponse<String>>> streams(TestGateway gateway, String key, int count) {
        List<Future<HttpResponse<String>>> streams = IntStream.range(0, count)
                .mapToObj(number -> threads.submit(() -> gateway.send(gateway.request("/v1/chat/completions", key)
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(STREAM))
                        .build())))
                .toList();
        await(() -> upstream.stalled() == count);
        return streams;
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
