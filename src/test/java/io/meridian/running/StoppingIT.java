package io.meridian.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testing.FakeUpstream;
import io.meridian.testing.FakeUpstreamBehaviour.StallAfter;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoppingIT {
    private static final int STREAMS = 100;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(Way.class)
    void finishesEveryOpenStreamAfterSigterm(Way way) throws Exception {
        try (FakeUpstream upstream = FakeUpstream.start().whenModel("upstream", new StallAfter(3));
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Launch launch = way.launch(Gateway.setup(directory, "/", "", upstream.uri()));
            try (RunningServer server = RunningServer.ready(launch)) {
                Client client = server.client();
                Callable<List<String>> call = () -> {
                    HttpResponse<Stream<String>> answer = client.stream("upstream");
                    try (Stream<String> lines = answer.body()) {
                        return lines.filter(line -> line.startsWith("data: ")).toList();
                    }
                };
                List<Future<List<String>>> streams = IntStream.range(0, STREAMS)
                        .mapToObj(number -> callers.submit(call))
                        .toList();
                server.await("open streams", () -> upstream.stalled() == STREAMS);
                server.terminate();
                server.await("sign of stopping", () -> server.log().contains(launch.stoppingInLog()));
                upstream.release();
                for (Future<List<String>> stream : streams) {
                    assertThat(stream.get()).hasSizeGreaterThan(5).endsWith("data: [DONE]");
                }
                assertThat(server.exitCode()).as(server.log()).isEqualTo(way.codeAfterSigterm());
            }
        }
    }
}
