package io.meridian.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EveryWayIT {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(Way.class)
    void completesAndStreamsAndStops(Way way) {
        try (RunningServer server = RunningServer.ready(way.launch(Gateway.setup(directory, "/", "")))) {
            Client client = server.client();
            assertCompletes(client);
            assertThat(client.get("/health/liveliness").statusCode()).isEqualTo(200);
            assertThat(client.get("/io/meridian/launcher/Main.class").statusCode())
                    .isEqualTo(404);
            assertThat(client.get("/WEB-INF/web.xml").statusCode()).isIn(400, 404);
            HttpResponse<String> refused = new Client(client.base(), "sk-nobody").complete("mock");
            assertThat(refused.statusCode()).isEqualTo(401);
            server.terminate();
            assertThat(server.exitCode()).as(server.log()).isEqualTo(way.codeAfterSigterm());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "EXECUTABLE, /, ''",
        "EXECUTABLE, /, /llm",
        "EXECUTABLE, /gateway, ''",
        "EXECUTABLE, /gateway, /llm",
        "JETTY_HOME, /gateway, /llm",
        "TOMCAT, /gateway, /llm",
        "TOMCAT_ON_VIRTUAL_THREADS, /gateway, llm/"
    })
    void acceptsRequestsWithAndWithoutRootPath(Way way, String contextPath, String rootPath) {
        try (RunningServer server = RunningServer.ready(way.launch(Gateway.setup(directory, contextPath, rootPath)))) {
            Client client = server.client();
            assertCompletes(client);
            if (!rootPath.isEmpty()) {
                assertThat(client.get("/llm/v1/models").statusCode()).isEqualTo(200);
                assertThat(client.get("/llmx/v1/models").statusCode()).isEqualTo(404);
                assertThat(client.get("/llm/llm/v1/models").statusCode()).isEqualTo(404);
            }
            if (!contextPath.equals("/")) {
                Client outside = new Client(client.base().resolve("/"), Gateway.KEY);
                assertThat(outside.get("/v1/models").statusCode()).isEqualTo(404);
            }
        }
    }

    private static void assertCompletes(Client client) {
        HttpResponse<String> answer = client.complete("mock");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"chat.completion\"", "\"model\":\"mock\"");
        try (Stream<String> lines = client.stream("mock").body()) {
            assertThat(lines.filter(line -> !line.isEmpty()))
                    .hasSizeGreaterThan(2)
                    .allMatch(line -> line.startsWith("data: "))
                    .endsWith("data: [DONE]");
        }
    }
}
