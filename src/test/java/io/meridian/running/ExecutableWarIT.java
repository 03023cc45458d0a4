package io.meridian.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.running.Way.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutableWarIT {
    @TempDir
    private Path directory;

    @Test
    void explainsItsOptions() {
        try (RunningServer server = run("--help")) {
            assertThat(server.exitCode()).isZero();
            assertThat(server.log()).contains("--port", "--host", "--config", "--context-path");
        }
    }

    @Test
    void tellsItsVersion() {
        try (RunningServer server = run("--version")) {
            assertThat(server.exitCode()).isZero();
            assertThat(server.log()).matches("Meridian \\d\\S*\\n");
        }
    }

    @Test
    void refusesUnknownOptionsWithItsUsage() {
        try (RunningServer server = run("--prot", "1")) {
            assertThat(server.exitCode()).isEqualTo(2);
            assertThat(server.log()).contains("Unknown option: --prot", "Usage: ");
        }
    }

    @Test
    void explainsAWrongConfigurationWithoutATrace() throws IOException {
        Path config = Files.writeString(directory.resolve("wrong.yaml"), "general_settings: 7\nmodel_list: {}\n");
        try (RunningServer server = run("--port=0", "--config=" + config)) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.log())
                    .contains("problems", "general_settings", "model_list")
                    .doesNotContain("\tat ", "Exception");
        }
    }

    @Test
    void explainsATakenPortWithoutATrace() {
        Setup setup = Gateway.setup(directory, "/", "");
        try (RunningServer first = RunningServer.ready(Way.EXECUTABLE.launch(setup));
                RunningServer second = run(
                        "--config=" + setup.config(),
                        "--host=127.0.0.1",
                        "--port=" + first.client().base().getPort())) {
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.log()).contains("Failed to bind").doesNotContain("\tat ");
        }
    }

    @Test
    void answersErrorsBelowTheGatewayWithJson() {
        try (RunningServer server = RunningServer.ready(Way.EXECUTABLE.launch(Gateway.setup(directory, "/", "")))) {
            Client client = server.client();
            var answer = new Client(client.base(), "k".repeat(40_000)).get("/v1/models");
            assertThat(answer.statusCode()).isEqualTo(431);
            assertThat(answer.body()).isEqualTo("{\"detail\":\"Request Header Fields Too Large\"}");
            assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
            assertThat(answer.headers().map()).doesNotContainKey("server");
        }
    }

    @Test
    void unpacksOnceForStartsAtTheSameTime() throws IOException {
        List<RunningServer> servers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            servers.add(run("--version"));
        }
        for (RunningServer server : servers) {
            assertThat(server.exitCode()).as(server.log()).isZero();
            server.close();
        }
        try (Stream<Path> left = Files.list(directory.resolve("cache"))) {
            assertThat(left.filter(Files::isDirectory))
                    .hasSize(1)
                    .allMatch(unpacked -> unpacked.toString().matches(".*[0-9a-f]{24}"));
        }
    }

    /** A unit test covers the sentence for every version; this a real Java that is too old, where there is one. */
    @Test
    void tellsAnOldJavaWhichJavaItNeeds() throws IOException {
        Optional<Path> old = oldJava();
        Launch launch = launch(old.map(Path::toString).orElse(Way.java()), "--version");
        try (RunningServer server = RunningServer.start(launch)) {
            assertThat(server.exitCode()).isEqualTo(old.isPresent() ? 2 : 0);
            assertThat(server.log())
                    .matches(
                            old.isPresent()
                                    ? "Meridian needs Java 25 or newer, but this is Java \\S+ \\(.*\\)\\.\\n"
                                    : "Meridian .*\\n");
        }
    }

    private static Optional<Path> oldJava() throws IOException {
        Path usual = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(usual)) {
            return Optional.empty();
        }
        try (Stream<Path> homes = Files.list(usual)) {
            return homes.filter(home -> home.getFileName().toString().matches(".*\\b(8|11|17|21)\\b.*"))
                    .map(home -> home.resolve("bin").resolve("java"))
                    .filter(Files::isExecutable)
                    .findFirst();
        }
    }

    private RunningServer run(String... options) {
        return RunningServer.start(launch(Way.java(), options));
    }

    private Launch launch(String java, String... options) {
        List<String> command = new ArrayList<>(
                List.of(java, "-Dmeridian.cache=" + directory.resolve("cache"), "-jar", Way.WAR.toString()));
        command.addAll(List.of(options));
        return new Launch(
                command, Map.of("MERIDIAN_DATA_DIR", directory.resolve("other").toString()), directory, "/", "", "");
    }
}
