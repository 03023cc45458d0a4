package io.meridian.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.meridian.api.Usage;
import io.meridian.testing.FakeUpstream;
import io.meridian.testing.FakeUpstreamBehaviour.StallAfter;
import io.meridian.testing.ServerProcess;
import io.meridian.testing.TestPostgres;
import io.meridian.testing.TestRedis;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

class GatewayKillIT {
    private static final int KILLS = Integer.getInteger("meridian.kills", 20);
    private static final int CALLERS = 24;
    private static final int STREAMS = 100;
    private static final String MASTER_KEY = "sk-master-of-the-killed";
    private static final String LIMITS = """
        {"max_budget": 1000000, "rpm_limit": 100000000, "tpm_limit": 100000000000, "max_parallel_requests": 100000}\
        """;
    private static final String STREAM = """
        {"model":"kill","stream":true,"messages":[{"role":"user","content":"Say a few words."}]}\
        """;

    private static final Pattern READY = Pattern.compile("ready on (http://127\\.0\\.0\\.1:\\d+)");
    /** Made for starting soon: most of its lives are over before a good compiler would have paid. */
    private static final List<String> FLAGS = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    @TempDir
    private Path folder;

    private final String database = TestPostgres.newDatabase();
    private final Books books = Books.of(database);
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void booksEveryCallOnceHoweverOftenItIsKilled() throws Exception {
        long seed = Long.getLong("meridian.seed", System.nanoTime());
        String key;
        Set<String> answered;
        try (CountingProvider provider = CountingProvider.start()) {
            Path config = config(provider.uri());
            ServerProcess first = start(config);
            key = newKey(ready(first));
            try (Callers callers = Callers.start(CALLERS, key)) {
                killAndReplace(first, config, callers, new Random(seed));
                answered = callers.answered();
                assertThat(callers.refusals()).isEmpty();
            }
            check(provider.seen(), answered, "with -Dmeridian.seed=" + seed);
        }
        assertThat(folder.resolve("data")).isEmptyDirectory();
        checkTotals(sha256(key));
    }

    @Test
    void losesNoneOfAHundredStreamsWhenItIsTerminated() throws Exception {
        try (FakeUpstream upstream = FakeUpstream.start().usage(321, 123).whenModel("kill", new StallAfter(3));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                ServerProcess gateway = start(config(upstream.uri()))) {
            URI uri = ready(gateway);
            String key = newKey(uri);
            List<Future<HttpResponse<String>>> streams = IntStream.range(0, STREAMS)
                    .mapToObj(number -> threads.submit(() -> stream(uri, key)))
                    .toList();
            gateway.await("open streams", () -> upstream.stalled() == STREAMS);
            gateway.terminate();
            gateway.await("readiness that is gone", () -> !isReady(uri));
            upstream.release();
            for (Future<HttpResponse<String>> stream : streams) {
                assertThat(stream.get().body()).endsWith("data: [DONE]\n\n");
            }
            assertThat(gateway.exitCode()).as(gateway.log()).isZero();
        }
        assertThat(books.rows())
                .hasSize(STREAMS)
                .allMatch(row -> row.status().equals("success") && row.nanos() == Books.nanos(Usage.of(321, 123)));
        assertThat(folder.resolve("data")).isEmptyDirectory();
    }

    /**
     * While one gateway serves its successor starts and adopts what others have left; one kill in four hits that one.
     * In the end the last two are stopped in order.
     */
    private void killAndReplace(ServerProcess first, Path config, Callers callers, Random random) {
        ServerProcess serving = first;
        ServerProcess starting = start(config);
        for (int kills = 0; kills < KILLS; kills++) {
            callers.call(ready(serving));
            boolean servingDies = random.nextInt(4) > 0;
            LockSupport.parkNanos((long) (random.nextDouble() * (servingDies ? 1e9 : 2.5e9)));
            if (servingDies) {
                serving.kill();
                serving = starting;
            } else {
                starting.kill();
            }
            starting = start(config);
        }
        callers.call(ready(serving));
        ready(starting);
        int before = callers.answered().size();
        serving.await("answers after the last kill", () -> callers.answered().size() > before + CALLERS);
        callers.close();
        for (ServerProcess last : List.of(serving, starting)) {
            last.terminate();
            assertThat(last.exitCode()).as(last.log()).isZero();
        }
    }

    private ServerProcess start(Path config) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-jar", war().toString(), "--host=127.0.0.1", "--port=0", "--config=" + config));
        return ServerProcess.start(
                folder,
                command,
                Map.of(
                        "LITELLM_MASTER_KEY",
                        MASTER_KEY,
                        "DATABASE_URL",
                        database,
                        "REDIS_URL",
                        TestRedis.shared().toString(),
                        "MERIDIAN_DATA_DIR",
                        folder.resolve("data").toString()));
    }

    private static Path war() {
        Path war = Path.of(System.getProperty("meridian.war", "target/meridian.war"));
        if (!Files.exists(war)) {
            throw new IllegalStateException("there is no " + war + " to start: run this test through mvn verify");
        }
        return war.toAbsolutePath();
    }

    /** Where it serves, as soon as it does. */
    private static URI ready(ServerProcess gateway) {
        return URI.create(gateway.said("start", READY));
    }

    private Path config(URI provider) throws IOException {
        return Files.writeString(folder.resolve("config.yaml"), """
            model_list:
              - model_name: kill
                litellm_params:
                  model: openai/kill
                  api_base: %s/v1
                  api_key: sk-provider
                  input_cost_per_token: %s
                  output_cost_per_token: %s
            """.formatted(
                        provider, Books.PROMPT.toPlainString(), Books.COMPLETION.toPlainString()));
    }

    /** One whose limits are all checked and never reached. */
    private String newKey(URI gateway) throws IOException, InterruptedException {
        HttpRequest request = request(gateway, "/key/generate", MASTER_KEY)
                .POST(HttpRequest.BodyPublishers.ofString(LIMITS))
                .build();
        String answer =
                client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        return new ObjectMapper().readTree(answer).path("key").textValue();
    }

    private HttpResponse<String> stream(URI gateway, String key) throws IOException, InterruptedException {
        HttpRequest request = request(gateway, "/v1/chat/completions", key)
                .POST(HttpRequest.BodyPublishers.ofString(STREAM))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private boolean isReady(URI gateway) {
        try {
            HttpRequest request = request(gateway, "/health/readiness", MASTER_KEY)
                    // the port may still take connections that nobody accepts any more
                    .timeout(Duration.ofSeconds(1))
                    .GET()
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException gone) {
            return false;
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static HttpRequest.Builder request(URI gateway, String path, String key) {
        return HttpRequest.newBuilder(gateway.resolve(path))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json");
    }

    private void check(List<String> asked, Set<String> answered, String how) {
        Map<String, Books.Row> rows = new HashMap<>();
        for (Books.Row row : books.rows()) {
            assertThat(rows.put(row.callId(), row))
                    .as("one row of %s %s", row, how)
                    .isNull();
        }
        assertThat(asked).doesNotHaveDuplicates().hasSizeGreaterThan(KILLS * 10);
        assertThat(rows.keySet()).as(how).containsAll(asked).containsAll(answered);
        for (Books.Row row : rows.values()) {
            if (row.isInterrupted()) {
                assertThat(answered).as(how).doesNotContain(row.callId());
                assertThat(row.nanos()).as(how).isZero();
            } else {
                assertThat(row).as(how).isEqualTo(asProvided(row.callId()));
            }
        }
    }

    private static Books.Row asProvided(String callId) {
        Usage usage = CountingProvider.usage(callId);
        return new Books.Row(
                callId, "success", Books.nanos(usage), usage.promptTokens(), usage.completionTokens(), false);
    }

    private void checkTotals(String keyHash) {
        long rows = books.rowsOf(keyHash);
        assertThat(rows).isPositive();
        assertThat(books.totalOf(keyHash)).isEqualTo(rows);
        assertThat(books.days()).isEqualTo(rows);
        try (Jedis redis = new Jedis(TestRedis.shared())) {
            String counters = "limit:{" + keyHash + "}:";
            assertThat(redis.keys(counters + "hold:*").stream()
                            .map(redis::get)
                            .filter(hold -> hold != null && !hold.equals("done")))
                    .as("what nobody has given back")
                    .isEmpty();
            String spent = redis.get(redis.keys(counters + "spent:*").iterator().next());
            assertThat(Long.parseLong(spent)).isEqualTo(rows);
        }
    }

    private static String sha256(String text) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
