package io.meridian.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testing.FakeUpstream;
import io.meridian.testing.FakeUpstreamBehaviour.StallAfter;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EveryWayIT {
    @TempDir
    private Path directory;

    /** One start for all there is to see: a server takes seconds to come up. */
    @ParameterizedTest
    @CsvSource({
        "EXECUTABLE, /, ''",
        "EXECUTABLE, /, /llm",
        "EXECUTABLE, /gateway, ''",
        "EXECUTABLE, /gateway, /llm",
        "JETTY_HOME, /, ''",
        "JETTY_HOME, /gateway, /llm",
        "TOMCAT, /, /llm",
        "TOMCAT_AS_ADVISED, /gateway, llm/"
    })
    void servesUnderItsPathsAndLosesNoStreamOnSigterm(Way way, String contextPath, String rootPath) throws Exception {
        try (FakeUpstream upstream = FakeUpstream.start().whenModel("upstream", new StallAfter(3))) {
            Launch launch = way.launch(Gateway.setup(directory, contextPath, rootPath, upstream.uri()));
            try (RunningServer server = RunningServer.ready(launch)) {
                Client client = server.client();
                assertCompletes(client);
                assertServesNothingElse(client, contextPath);
                assertKnowsItsPaths(client, contextPath, rootPath);
                assertAsksForBetterThreads(way, server);
                assertThat(client.get("/v1/models/vendor%2Fmock").statusCode())
                        .isEqualTo(way == Way.TOMCAT ? 400 : 200);
                try (OpenStreams streams = OpenStreams.open(server, client, upstream)) {
                    server.terminate();
                    server.await("sign of stopping", () -> server.log().contains(launch.stoppingInLog()));
                    streams.assertAllEndWell();
                }
                assertThat(server.exitCode()).as(server.log()).isEqualTo(way.codeAfterSigterm());
                assertThat(server.log()).doesNotContain("Exception:", "\tat ");
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
        assertThat(client.get("/health/liveliness").statusCode()).isEqualTo(200);
        HttpResponse<String> refused = new Client(client.base(), "sk-nobody").complete("mock");
        // there is no database that could know the key
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("No connected db");
    }

    private static void assertServesNothingElse(Client client, String contextPath) {
        assertThat(client.get("/io/meridian/launcher/Main.class").statusCode()).isEqualTo(404);
        assertThat(client.get("/WEB-INF/web.xml").statusCode()).isIn(400, 404);
        if (!contextPath.equals("/")) {
            Client outside = new Client(client.base().resolve("/"), Gateway.KEY);
            assertThat(outside.get("/v1/models").statusCode()).isEqualTo(404);
        }
    }

    /** Requests come with and without the root path; links carry both prefixes, each of them once. */
    private static void assertKnowsItsPaths(Client client, String contextPath, String rootPath) {
        String prefix = (contextPath.equals("/") ? "" : contextPath) + (rootPath.isEmpty() ? "" : "/llm");
        String links = "\"models\":\"" + prefix + "/v1/models\"";
        assertThat(client.get("/").body()).contains(links);
        if (!rootPath.isEmpty()) {
            assertThat(client.get("/llm/").body()).contains(links);
            assertThat(client.get("/llm/v1/models").statusCode()).isEqualTo(200);
            assertThat(client.get("/llmx/v1/models").statusCode()).isEqualTo(404);
            assertThat(client.get("/llm/llm/v1/models").statusCode()).isEqualTo(404);
        }
    }

    private static void assertAsksForBetterThreads(Way way, RunningServer server) {
        String attribute = "useVirtualThreads=";
        if (way == Way.TOMCAT) {
            assertThat(server.log()).containsOnlyOnce(attribute).contains("encodedSolidusHandling=");
        } else {
            assertThat(server.log()).doesNotContain(attribute);
        }
    }
}
