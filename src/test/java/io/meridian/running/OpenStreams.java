package io.meridian.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testing.FakeUpstream;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Streams that have begun and wait for the rest of the answer. Used by one thread. */
final class OpenStreams implements AutoCloseable {
    private static final int STREAMS = 100;

    private final FakeUpstream upstream;
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<List<String>>> streams;

    private OpenStreams(Client client, FakeUpstream upstream) {
        this.upstream = upstream;
        this.streams = IntStream.range(0, STREAMS)
                .mapToObj(number -> callers.submit(() -> events(client)))
                .toList();
    }

    /** Returns when all of them stall. */
    static OpenStreams open(RunningServer server, Client client, FakeUpstream upstream) {
        OpenStreams open = new OpenStreams(client, upstream);
        server.await("open streams", () -> upstream.stalled() == STREAMS);
        return open;
    }

    void assertAllEndWell() throws ExecutionException, InterruptedException {
        upstream.release();
        for (Future<List<String>> stream : streams) {
            assertThat(stream.get()).hasSizeGreaterThan(5).endsWith("data: [DONE]");
        }
    }

    @Override
    public void close() {
        callers.shutdownNow();
    }

    private static List<String> events(Client client) {
        try (Stream<String> lines = client.stream("upstream").body()) {
            return lines.filter(line -> line.startsWith("data: ")).toList();
        }
    }
}
