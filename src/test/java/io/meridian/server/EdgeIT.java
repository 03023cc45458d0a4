package io.meridian.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.testing.Await;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the configuration says of those who come from outside: pages of other origins, proxies, probes. */
class EdgeIT {
    private static final String PAGE = "https://app.example";
    private static final String ORIGINS = "general_settings: {cors_allow_origins: [https://app.example]}";

    @Test
    void letsEveryPageReadButNeverWithCredentials() {
        try (TestGateway gateway = TestGateway.setup()
                .with("LITELLM_CORS_ALLOW_CREDENTIALS", "true")
                .start()) {
            HttpResponse<String> answer = ask(gateway, "GET", PAGE);
            assertThat(answer.headers().firstValue("access-control-allow-origin"))
                    .contains("*");
            assertThat(answer.headers().firstValue("access-control-allow-credentials"))
                    .isEmpty();
            assertThat(ask(gateway, "GET", null).headers().firstValue("access-control-allow-origin"))
                    .isEmpty();
            assertThat(ask(gateway, "OPTIONS", PAGE).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void letsOnlyTheConfiguredPagesRead() {
        try (TestGateway gateway = TestGateway.setup().yaml(ORIGINS).start()) {
            for (String method : new String[] {"GET", "OPTIONS"}) {
                HttpResponse<String> ours = ask(gateway, method, PAGE);
                assertThat(ours.statusCode()).isEqualTo(200);
                assertThat(ours.headers().firstValue("access-control-allow-origin"))
                        .contains(PAGE);
                assertThat(ours.headers().firstValue("access-control-allow-credentials"))
                        .contains("true");
                assertThat(ours.headers().firstValue("vary")).contains("Origin");
                HttpResponse<String> strange = ask(gateway, method, "https://app.example.evil");
                assertThat(strange.headers().firstValue("access-control-allow-origin"))
                        .isEmpty();
                assertThat(strange.headers().firstValue("access-control-allow-credentials"))
                        .isEmpty();
                assertThat(strange.headers().firstValue("vary")).contains("Origin");
            }
            assertThat(ask(gateway, "OPTIONS", "https://app.example.evil").statusCode())
                    .isEqualTo(400);
            assertThat(ask(gateway, "GET", null).headers().firstValue("vary")).contains("Origin");
        }
    }

    @Test
    void lettingAPageReadCanLeaveItsCredentialsOut() {
        try (TestGateway gateway = TestGateway.setup()
                .with("LITELLM_CORS_ORIGINS", "https://other.example, " + PAGE)
                .with("LITELLM_CORS_ALLOW_CREDENTIALS", "false")
                .yaml("general_settings: {cors_allow_origins: [https://nobody.example]}")
                .start()) {
            HttpResponse<String> answer = ask(gateway, "GET", PAGE);
            assertThat(answer.headers().firstValue("access-control-allow-origin"))
                    .contains(PAGE);
            assertThat(answer.headers().firstValue("access-control-allow-credentials"))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        [127.0.0.1]               | 203.0.113.9                          | 203.0.113.9
        [127.0.0.1]               | 1.1.1.1, 203.0.113.9                 | 203.0.113.9
        [127.0.0.1, 10.0.0.0/8]   | 1.1.1.1, 203.0.113.9:99, 10.2.3.4    | 203.0.113.9
        [127.0.0.1, 10.0.0.0/8]   | 10.9.9.9, 10.2.3.4                   | 10.9.9.9
        [127.0.0.1, '2001:db8::/32'] | '2002::7, [2001:db8::1]:443'      | 2002:0:0:0:0:0:0:7
        [127.0.0.1]               | 203.0.113.9, unknown                 | 127.0.0.1
        [10.0.0.0/8]              | 203.0.113.9                          | 127.0.0.1
        []                        | 203.0.113.9                          | 127.0.0.1
        """)
    void believesTrustedProxiesAlone(String ranges, String forwarded, String client) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        String yaml = ChatStage.MODEL + "general_settings: {trusted_proxy_ranges: " + ranges + "}";
        try (ChatStage stage = ChatStage.start(yaml, Map.of(), log)) {
            stage.gateway()
                    .send(stage.gateway()
                            .request("/v1/chat/completions", TestGateway.MASTER_KEY)
                            .header("content-type", "application/json")
                            .header("x-litellm-call-id", "forwarded")
                            .header("x-forwarded-for", forwarded)
                            .POST(HttpRequest.BodyPublishers.ofString(ChatStage.CHAT))
                            .build());
            assertThat(stage.row("forwarded").path("requester_ip").textValue()).isEqualTo(client);
            Await.until("the access line is there", () -> log.toString(UTF_8).contains("\"" + client + "\""));
        }
    }

    @Test
    void errorsNameTheCallIfTheyAreToldTo() {
        String yaml = "general_settings: {include_call_id_in_error_body: true}";
        try (TestGateway talkative = TestGateway.setup().yaml(yaml).start();
                TestGateway silent = TestGateway.setup().start()) {
            for (String path : new String[] {"/v1/chat/completions", "/v1/models"}) {
                assertThat(refused(talkative, path).at("/error/litellm_call_id").textValue())
                        .isEqualTo("call-4711");
                assertThat(refused(silent, path).at("/error/litellm_call_id").isMissingNode())
                        .isTrue();
            }
        }
    }

    @Test
    void showsDetailsOfReadinessToEverybodyIfAllowed() {
        String yaml = "general_settings: {allow_public_health_readiness_details: true}";
        try (TestGateway open = TestGateway.setup().yaml(yaml).start();
                TestGateway closed = TestGateway.setup().start()) {
            assertThat(probe(open, "/health/readiness").has("litellm_version")).isTrue();
            assertThat(probe(closed, "/health/readiness").has("litellm_version"))
                    .isFalse();
        }
    }

    private static JsonNode refused(TestGateway gateway, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.uri() + path))
                .header("x-litellm-call-id", "call-4711")
                .header("content-type", "application/json");
        if (path.endsWith("completions")) {
            request.POST(HttpRequest.BodyPublishers.ofString(ChatStage.CHAT));
        }
        return TestGateway.json(gateway.send(request.build()));
    }

    private static JsonNode probe(TestGateway gateway, String path) {
        return TestGateway.json(gateway.send(
                HttpRequest.newBuilder(URI.create(gateway.uri() + path)).build()));
    }

    private static HttpResponse<String> ask(TestGateway gateway, String method, @Nullable String origin) {
        HttpRequest.Builder request = gateway.request("/v1/models", TestGateway.MASTER_KEY)
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (origin != null) {
            request.header("origin", origin);
        }
        if (method.equals("OPTIONS")) {
            request.header("access-control-request-method", "POST");
        }
        return gateway.send(request.build());
    }
}
