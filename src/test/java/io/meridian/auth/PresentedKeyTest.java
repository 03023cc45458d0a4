package io.meridian.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testing.FakeExchange;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a key is looked for, and in which order. */
class PresentedKeyTest {
    private static final List<String> IN_ORDER = List.of(
            "x-litellm-api-key",
            "Authorization",
            "API-Key",
            "x-api-key",
            "x-goog-api-key",
            "Ocp-Apim-Subscription-Key");

    private static final PresentedKey ANY = new PresentedKey(Optional.empty());

    @Test
    void takesTheFirstHeaderOfTheContractsOrder() {
        for (int first = 0; first < IN_ORDER.size(); first++) {
            FakeExchange request = request();
            for (String header : IN_ORDER.subList(first, IN_ORDER.size())) {
                request.header(header, value(header, "sk-" + header));
            }
            assertThat(ANY.of(request.exchange())).contains("sk-" + IN_ORDER.get(first));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "Bearer ", "bearer", "Bearer    "})
    void passesOverWhatIsEmpty(String nothing) {
        for (int last = 1; last < IN_ORDER.size(); last++) {
            FakeExchange request = request();
            for (String header : IN_ORDER.subList(0, last)) {
                boolean bears = header.equals("x-litellm-api-key") || header.equals("Authorization");
                request.header(header, bears ? nothing : "");
            }
            String header = IN_ORDER.get(last);
            request.header(header, value(header, "sk-found"));
            assertThat(ANY.of(request.exchange())).as(header).contains("sk-found");
        }
    }

    @Test
    void findsNothingWhereNothingIs() {
        FakeExchange request = request();
        IN_ORDER.forEach(header -> request.header(header, ""));
        assertThat(ANY.of(request.exchange())).isEmpty();
        assertThat(ANY.of(request().exchange())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer sk-1, sk-1",
        "bearer sk-1, sk-1",
        "BEARER   sk-1, sk-1",
        "Basic sk-1, sk-1",
        "'AWS4-HMAC-SHA256 Credential=Bearer sk-1/20261121/eu/bedrock/aws4_request, Signature=x', sk-1"
    })
    void readsEverySchemeOfTheContract(String authorization, String key) {
        assertThat(ANY.of(request().header("Authorization", authorization).exchange()))
                .contains(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-1", "Digest sk-1", "AWS4-HMAC-SHA256 Credential=AKIA/x"})
    void looksElsewhereIfTheSchemeIsNone(String authorization) {
        FakeExchange request = request().header("Authorization", authorization).header("x-api-key", "sk-2");
        assertThat(ANY.of(request.exchange())).contains("sk-2");
    }

    @Test
    void readsTheQueryOnGooglesRoutesAlone() {
        FakeExchange google = FakeExchange.of("POST", "/v1beta/models/x:generateContent");
        assertThat(ANY.of(google.query("key", "sk-1").exchange())).contains("sk-1");
        assertThat(ANY.of(google.header("x-goog-api-key", "sk-2").exchange())).contains("sk-2");
        assertThat(ANY.of(request().query("key", "sk-1").exchange())).isEmpty();
    }

    @Test
    void looksAtNothingButTheHeaderThatIsConfigured() {
        PresentedKey only = new PresentedKey(Optional.of("x-our-key"));
        FakeExchange request = request().header("Authorization", "Bearer sk-1");
        assertThat(only.of(request.exchange())).isEmpty();
        assertThat(only.of(request.header("x-our-key", "Bearer ").exchange())).isEmpty();
        assertThat(only.of(request.header("x-our-key", "Bearer sk-2").exchange()))
                .contains("sk-2");
    }

    private static FakeExchange request() {
        return FakeExchange.of("POST", "/v1/chat/completions");
    }

    private static String value(String header, String key) {
        return header.equals("Authorization") ? "Bearer " + key : key;
    }
}
