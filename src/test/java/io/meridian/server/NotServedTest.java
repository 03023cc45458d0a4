package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.config.ConfigLoader;
import io.meridian.testing.FakeExchange;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the contract has and we have not is said in a sentence, to whoever may hear it. */
class NotServedTest {
    @TempDir
    private static Path folder;

    private static Gateway gateway;

    @BeforeAll
    static void start() {
        Map<String, String> environment =
                Map.of("LITELLM_MASTER_KEY", TestGateway.MASTER_KEY, "MERIDIAN_DATA_DIR", folder.toString());
        gateway = Gateway.start(
                ConfigLoader.load(Optional.empty(), environment, false, Deployments::isAddressKnown)
                        .config(),
                false);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void saysWhatIsMissing() {
        FakeExchange asked = ask("/guardrails/list", TestGateway.MASTER_KEY);
        assertThat(asked.status()).isEqualTo(501);
        assertThat(asked.sent()).isEqualTo("{\"detail\":\"Guardrails are not served by this release.\"}");
    }

    @Test
    void saysNothingWithoutAKey() {
        assertThat(ask("/guardrails/list", "sk-nobodys").status()).isNotEqualTo(501);
    }

    @Test
    void aPathThatNobodyKnowsIsNotFound() {
        assertThat(ask("/guardrails-of-another-kind", TestGateway.MASTER_KEY).status())
                .isEqualTo(404);
    }

    private static FakeExchange ask(String path, String key) {
        FakeExchange asked = FakeExchange.of("GET", path).header("Authorization", "Bearer " + key);
        gateway.resources().handle(asked.exchange());
        return asked;
    }
}
