package io.meridian.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what the README tells a newcomer, in a copy of the project, since the build under way owns this one. */
class DevelopmentIT {
    private static final Duration STOPPING = Duration.ofSeconds(40);

    @TempDir
    private Path directory;

    @Test
    void startsWithOneCommandAndKeepsKeysAndData() throws IOException {
        for (String part : List.of("src", "sql", "jetty-base")) {
            Way.copy(Path.of(part), directory.resolve(part));
        }
        try (Stream<Path> files = Files.list(Path.of(""))) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Files.copy(file, directory.resolve(file.toString()));
            }
        }
        Path masterKey = directory.resolve(".meridian").resolve("master-key");
        String virtualKey;
        try (RunningServer server = RunningServer.ready(launch())) {
            String key = Files.readString(masterKey);
            assertThat(server.log()).containsOnlyOnce(key);
            Client client = new Client(server.client().base(), key);
            assertThat(client.complete("mock").statusCode()).isEqualTo(200);
            try (Stream<String> lines = client.stream("mock").body()) {
                assertThat(lines).contains("data: [DONE]");
            }
            virtualKey = Client.key(client.post("/key/generate", "{}"));
            stop(server);
        }
        try (RunningServer server = RunningServer.ready(launch())) {
            assertThat(server.log()).doesNotContain(Files.readString(masterKey)).contains(masterKey.toString());
            Client client = new Client(server.client().base(), virtualKey);
            assertThat(client.complete("mock").statusCode()).isEqualTo(200);
            stop(server);
        }
    }

    /** As Ctrl-C does it: everybody in the foreground is told. */
    private static void stop(RunningServer server) {
        List<ProcessHandle> all = server.process().handle().descendants().toList();
        assertThat(all).isNotEmpty();
        all.forEach(ProcessHandle::destroy);
        server.terminate();
        server.exitCode();
        all.forEach(process -> process.onExit()
                .orTimeout(STOPPING.toSeconds(), TimeUnit.SECONDS)
                .join());
    }

    private Launch launch() {
        String maven = System.getProperty("meridian.maven", "");
        return new Launch(
                List.of(
                        maven.isEmpty() ? "mvn" : Path.of(maven, "bin", "mvn").toString(),
                        "--offline",
                        "--batch-mode",
                        "-Pdevelopment",
                        "-Dmeridian.arguments=--port=0 --host=127.0.0.1"),
                Map.of(),
                directory,
                "/",
                "ready on http://127.0.0.1:(\\d+)",
                "stopping");
    }
}
