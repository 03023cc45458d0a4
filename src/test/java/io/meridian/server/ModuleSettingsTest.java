package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.config.ConfigLoader;
import io.meridian.config.GatewayConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModuleSettingsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"{}, 1000", "{sse_keepalive_ping_interval_seconds: 15}, 15000"})
    void endsTheSilenceOfAStreamWhenConfigured(String litellm, long millis) throws Exception {
        assertThat(ModuleSettings.llm(config("litellm_settings: " + litellm), Map::of)
                        .silence())
                .isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void trustsTheAuthoritiesOfEveryFile() throws Exception {
        Path one = Files.createFile(folder.resolve("one.pem"));
        Path two = Files.createFile(folder.resolve("two.pem"));
        Path three = Files.createFile(folder.resolve("three.pem"));

        GatewayConfig config = config(
                "litellm_settings: {ssl_verify: '" + three + "'}",
                "SSL_CERT_FILE",
                one.toString(),
                "MERIDIAN_EXTRA_CA_FILE",
                two.toString());
        assertThat(ModuleSettings.http(config, new AllowedHosts(config)).caFiles())
                .containsExactlyInAnyOrder(one, two, three);
    }

    @Test
    void checksTheNameOfRedisUnlessThatIsWaived() throws Exception {
        assertThat(redisChecksItsName("true")).isTrue();
        assertThat(redisChecksItsName("false")).isFalse();
    }

    @Test
    void needsNoAddressForProvidersItKnows() {
        assertThat(List.of("openai", "groq", "mock")).allMatch(Deployments::isAddressKnown);
        assertThat(List.of("anthropic", "hosted_vllm", "*")).noneMatch(Deployments::isAddressKnown);
    }

    private boolean redisChecksItsName(String wanted) throws Exception {
        GatewayConfig config = config("", "REDIS_HOST", "h", "REDIS_SSL", "true", "REDIS_SSL_CHECK_HOSTNAME", wanted);
        return ModuleSettings.redis(config.redis().orElseThrow()).verifyHost();
    }

    private GatewayConfig config(String yaml, String... variables) throws Exception {
        Map<String, String> environment = new HashMap<>(Map.of("LITELLM_MASTER_KEY", TestGateway.MASTER_KEY));
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        Path file = Files.writeString(folder.resolve("config.yaml"), yaml);
        return ConfigLoader.load(Optional.of(file), environment, false, Deployments::isAddressKnown)
                .config();
    }
}
