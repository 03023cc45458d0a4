package io.meridian.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.server.TestGateway;
import io.meridian.testing.Await;
import io.meridian.testing.TestPostgres;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, and what those are told who are not. */
class AuthenticationIT {
    private static final String MODELS = "/v1/models";
    private static final String CHAT = "{\"model\":\"hello\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String YAML = """
        model_list:
          - model_name: hello
            litellm_params: {model: mock/hello}
        """;

    /** In the order of the contract. */
    private static final List<String> HEADERS = List.of(
            "x-litellm-api-key",
            "Authorization",
            "API-Key",
            "x-api-key",
            "x-goog-api-key",
            "Ocp-Apim-Subscription-Key");

    private static TestGateway gateway;
    private static String key;

    @BeforeAll
    static void start() {
        gateway = TestGateway.setup()
                .yaml(YAML)
                .with("DATABASE_URL", TestPostgres.newDatabase())
                .start();
        key = gateway.newKey("{}");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void findsTheKeyInEveryHeaderAndPrefersTheFirst() {
        for (int i = 0; i < HEADERS.size(); i++) {
            assertThat(status(MODELS, HEADERS.get(i), presented(i, key))).isEqualTo(200);
            for (int later = i + 1; later < HEADERS.size(); later++) {
                String bad = presented(later, "sk-unknown");
                assertThat(status(MODELS, HEADERS.get(i), presented(i, key), HEADERS.get(later), bad))
                        .isEqualTo(200);
                String badFirst = presented(i, "sk-unknown");
                assertThat(status(MODELS, HEADERS.get(i), badFirst, HEADERS.get(later), presented(later, key)))
                        .isEqualTo(401);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer %s",
                "bearer %s",
                "BEARER %s",
                "Basic %s",
                "AWS4-HMAC-SHA256 Credential=Bearer %s/20260101/us-east-1/bedrock/aws4_request, Signature=x"
            })
    void readsEveryFormOfAuthorization(String form) {
        assertThat(status(MODELS, "Authorization", form.formatted(key))).isEqualTo(200);
    }

    @Test
    void acceptsABearerPrefixInTheGatewaysOwnHeader() {
        assertThat(status(MODELS, "x-litellm-api-key", "Bearer " + key)).isEqualTo(200);
    }

    @Test
    void readsNoKeyFromTheQueryOfOrdinaryRoutes() {
        assertThat(status(MODELS + "?key=" + key)).isEqualTo(401);
    }

    @Test
    void aConfiguredHeaderReplacesAllOthers() {
        String yaml = "general_settings: {litellm_key_header_name: X-Company-Key}\nmodel_list: []";
        try (TestGateway other = TestGateway.setup().yaml(yaml).start()) {
            assertThat(other.get(MODELS, TestGateway.MASTER_KEY).statusCode()).isEqualTo(401);
            assertThat(other.send(HttpRequest.newBuilder(URI.create(other.uri() + MODELS))
                                    .header("X-Company-Key", TestGateway.MASTER_KEY)
                                    .build())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void saysThatNoKeyWasPassed() {
        for (HttpResponse<String> answer : List.of(send(MODELS), send(MODELS, "Authorization", "Token " + key))) {
            assertRefused(answer, 401, "auth_error", "None", "Authentication Error, No api key passed in.");
        }
    }

    @Test
    void saysThatAKeyIsUnknownAndShowsItsHashOnly() {
        String unknown = "sk-this-key-does-not-exist-1234";
        HttpResponse<String> answer = gateway.get(MODELS, unknown);
        assertRefused(
                answer,
                401,
                "token_not_found_in_db",
                "key",
                "Authentication Error, Invalid proxy server token passed.");
        assertThat(answer.body())
                .contains("sk-...1234", KeyHash.of(unknown).hex())
                .doesNotContain(unknown);
    }

    @Test
    void saysThatAKeyHasTheWrongForm() {
        assertRefused(
                gateway.get(MODELS, "my-own-invention"),
                401,
                "auth_error",
                "None",
                "Authentication Error, LiteLLM Virtual Key expected. Received=****, expected to start with 'sk-'.");
    }

    @Test
    void saysThatAKeyIsBlocked() {
        String blocked = gateway.newKey("{\"blocked\": true}");
        assertRefused(
                gateway.get(MODELS, blocked),
                401,
                "auth_error",
                "None",
                "Authentication Error, Key is blocked. Update via `/key/unblock`");
    }

    @Test
    void saysThatAKeyHasExpired() {
        String brief = gateway.newKey("{\"duration\": \"1s\"}");
        Await.until("the key expires", () -> gateway.get(MODELS, brief).statusCode() != 200);
        HttpResponse<String> answer = gateway.get(MODELS, brief);
        assertThat(answer.statusCode()).isEqualTo(401);
        JsonNode error = TestGateway.json(answer).path("error");
        assertThat(error.path("type").textValue()).isEqualTo("expired_key");
        assertThat(error.path("message").textValue())
                .startsWith("Authentication Error - Expired Key. Key Expiry time ");
        assertThat(answer.body()).doesNotContain(brief);
    }

    @Test
    void aPlainKeyMayNotAdminister() {
        String owned = gateway.newKey("{\"user_id\": \"somebody-with-a-long-name\"}");
        HttpResponse<String> answer = gateway.post("/key/generate", owned, "{}");
        assertRefused(
                answer,
                401,
                "auth_error",
                "None",
                "Authentication Error, Only proxy admin can be used to generate, delete, update info for new"
                        + " keys/users/teams. Route=/key/generate. Your role=internal_user. Your user_id=");
        assertThat(answer.body()).doesNotContain("somebody-with-a-long-name");
    }

    @Test
    void aKeyMayBeBoundToRoutes() {
        String bound = gateway.newKey("{\"allowed_routes\": [\"/chat/completions\", \"/v1/models\"]}");
        assertThat(gateway.get(MODELS, bound).statusCode()).isEqualTo(200);
        assertThat(gateway.post("/chat/completions", bound, CHAT).statusCode()).isEqualTo(200);
        HttpResponse<String> answer = gateway.post("/v1/chat/completions", bound, CHAT);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body())
                .isEqualTo("{\"detail\":\"Virtual key is not allowed to call this route. Only allowed to call routes:"
                        + " ['/chat/completions', '/v1/models']. Tried to call route: /v1/chat/completions\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "default, 200, 200, 200",
        "llm_api, 200, 200, 403",
        "read_only, 403, 200, 200",
        "management, 403, 403, 200"
    })
    void theTypeOfAKeyBindsItToRoutes(String type, int chat, int models, int info) {
        String typed = gateway.newKey("{\"key_type\": \"%s\"}".formatted(type));
        assertThat(gateway.post("/v1/chat/completions", typed, CHAT).statusCode())
                .isEqualTo(chat);
        assertThat(gateway.get(MODELS, typed).statusCode()).isEqualTo(models);
        assertThat(gateway.get("/key/info", typed).statusCode()).isEqualTo(info);
    }

    @Test
    void withoutADatabaseOnlyTheMasterKeyOpens() {
        try (TestGateway bare = TestGateway.setup().yaml(YAML).start()) {
            assertThat(bare.get(MODELS, TestGateway.MASTER_KEY).statusCode()).isEqualTo(200);
            assertRefused(bare.get(MODELS, key), 400, "no_db_connection", null, "No connected db.");
        }
    }

    @Test
    void aKeyRefusedBeforeItExistedIsAcceptedOnceItDoes() {
        String chosen = "sk-chosen-by-its-owner-" + System.nanoTime();
        assertThat(gateway.get(MODELS, chosen).statusCode()).isEqualTo(401);
        gateway.newKey("{\"key\": \"%s\"}".formatted(chosen));
        assertThat(gateway.get(MODELS, chosen).statusCode()).isEqualTo(200);
    }

    @Test
    void keysThatBelongToNobodyDoNotBelongToEachOther() {
        String mine = gateway.newKey("{\"user_id\": \"u1\"}");
        String myOther = gateway.newKey("{\"user_id\": \"u1\"}");
        String nobodys = gateway.newKey("{}");
        assertThat(gateway.get("/key/info?key=" + KeyHash.of(nobodys).hex(), key)
                        .statusCode())
                .isEqualTo(403);
        assertThat(gateway.get("/key/info?key=" + mine, key).statusCode()).isEqualTo(403);
        assertThat(gateway.get("/key/info?key=" + mine, myOther).statusCode()).isEqualTo(200);
        assertThat(gateway.get("/key/info", key).statusCode()).isEqualTo(200);
    }

    private static String presented(int header, String value) {
        return header == 1 ? "Bearer " + value : value;
    }

    private static int status(String path, String... headers) {
        return send(path, headers).statusCode();
    }

    private static HttpResponse<String> send(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.uri() + path));
        return gateway.send((headers.length == 0 ? request : request.headers(headers)).build());
    }

    private static void assertRefused(
            HttpResponse<String> answer, int status, String type, @Nullable String param, String message) {
        assertThat(answer.statusCode()).isEqualTo(status);
        JsonNode error = TestGateway.json(answer).path("error");
        assertThat(error.path("type").textValue()).isEqualTo(type);
        assertThat(error.path("param").textValue()).isEqualTo(param);
        assertThat(error.path("code").textValue()).isEqualTo(Integer.toString(status));
        assertThat(error.path("message").textValue()).startsWith(message);
    }
}
