package io.meridian.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FakeUpstreamIT {
    private final FakeUpstream upstream = FakeUpstream.start();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        client.close();
        upstream.close();
    }

    @Test
    void answersPlainAndRemembersTheRequest() throws Exception {
        upstream.text("a \"quoted\" text").usage(3, 4);
        assertThat(post("{\"model\":\"m\"}").body())
                .contains("a \\\"quoted\\\" text")
                .contains("\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7");
        assertThat(upstream.lastRequest().text()).isEqualTo("{\"model\":\"m\"}");
        assertThat(upstream.lastRequest().header("X-MARK")).contains("yes");
    }

    @Test
    void streamsEventsUsageAndDone() throws Exception {
        upstream.events(9);
        String request = "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
        assertThat(post(request).body().split("\n\n", -1))
                .hasSize(13)
                .contains("data: [DONE]")
                .anySatisfy(frame -> assertThat(frame).contains("\"usage\""));
        upstream.next(new FakeUpstreamBehaviour.WithoutUsage());
        assertThat(post(request).body()).doesNotContain("usage");
    }

    @Test
    void misbehavesOncePerQueuedBehaviour() throws Exception {
        upstream.next(FakeUpstreamBehaviour.Status.error(429, "slow down").with("retry-after", "7"));
        HttpResponse<String> refused = post("{}");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).contains("7");
        assertThat(post("{\"model\":\"m\"}").statusCode()).isEqualTo(200);
    }

    @Test
    void cutsStreamsOfMarkedModels() {
        upstream.whenModel("cut", new FakeUpstreamBehaviour.CutAfter(2));
        assertThatThrownBy(() -> post("{\"model\":\"to-cut\",\"stream\":true}")).isInstanceOf(IOException.class);
    }

    private HttpResponse<String> post(String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(upstream.uri() + "/v1/chat/completions"))
                .header("x-mark", "yes")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
