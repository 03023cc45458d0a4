package io.meridian.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Clients that call without a pause, every other call a stream, wherever a gateway is just then. Thread-safe. */
final class Callers implements AutoCloseable {
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final Set<String> refusals = ConcurrentHashMap.newKeySet();
    private final String key;
    private volatile @Nullable URI gateway;
    private volatile boolean closed;

    private Callers(String key) {
        this.key = key;
    }

    static Callers start(int count, String key) {
        Callers callers = new Callers(key);
        for (int i = 0; i < count; i++) {
            callers.threads.execute(callers::run);
        }
        return callers;
    }

    /** From now on calls go there. */
    void call(URI next) {
        gateway = next;
    }

    /** From now on nobody calls. */
    void pause() {
        gateway = null;
    }

    /** The calls whose client got its whole answer. */
    Set<String> answered() {
        return answered;
    }

    /** What was answered with another status. */
    Set<String> refusals() {
        return refusals;
    }

    private void run() {
        while (!closed) {
            URI target = gateway;
            if (target == null) {
                LockSupport.parkNanos(5_000_000);
            } else {
                call(target, numbers.incrementAndGet());
            }
        }
    }

    private void call(URI target, int number) {
        String call = "kill-" + number;
        boolean streamed = number % 2 == 0;
        HttpRequest request = HttpRequest.newBuilder(target.resolve("/v1/chat/completions"))
                .timeout(Duration.ofSeconds(30))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .header("x-litellm-call-id", call)
                .POST(HttpRequest.BodyPublishers.ofString("""
                    {"model":"kill","user":"%s","stream":%s,"messages":[{"role":"user","content":"A few words."}]}\
                    """.formatted(call, streamed)))
                .build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                refusals.add(answer.statusCode() + " " + answer.body());
            } else if (!streamed || answer.body().endsWith("data: [DONE]\n\n")) {
                answered.add(call);
            }
        } catch (IOException killed) {
            // the next one is not up yet
            LockSupport.parkNanos(5_000_000);
        } catch (InterruptedException stopped) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        threads.close();
        client.close();
    }
}
