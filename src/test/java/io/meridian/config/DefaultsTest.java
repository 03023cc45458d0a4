package io.meridian.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.base.Secret;
import io.meridian.config.JournalConfig.InterruptedSpend;
import io.meridian.config.LimitSettings.TokenRateLimitType;
import io.meridian.config.RouterSettings.Cooldowns;
import io.meridian.config.RouterSettings.Fallbacks;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DefaultsTest {
    @Test
    void pinsEveryDefault() {
        LoadedConfig loaded =
                ConfigLoader.load(Optional.empty(), Map.of("LITELLM_MASTER_KEY", "sk-long-enough"), false, _ -> true);

        assertThat(loaded.warnings()).isEmpty();
        assertThat(loaded.config())
                .isEqualTo(new GatewayConfig(
                        false,
                        new Roles(true, true, true),
                        new Identity(
                                Optional.of(new Secret("sk-long-enough")),
                                Optional.empty(),
                                List.of(),
                                false,
                                Optional.empty()),
                        Optional.empty(),
                        Optional.empty(),
                        new ModelList(List.of(), List.of(), Map.of(), Set.of()),
                        new Settings(general(), litellm(), router(), limits(), audit(), userInterface()),
                        new JournalConfig(
                                Path.of(System.getProperty("user.home"), "meridian"),
                                Duration.ofMillis(100),
                                1024L * 1024 * 1024,
                                InterruptedSpend.NONE),
                        new HttpServerConfig(
                                64L * 1024 * 1024,
                                "",
                                Optional.empty(),
                                Duration.ofSeconds(30),
                                List.of(),
                                false,
                                List.of("*"),
                                false),
                        new OutgoingConfig(true, List.of(), Optional.empty(), Optional.empty(), List.of(), List.of()),
                        new MetricsConfig(true, false, Optional.empty(), false, List.of()),
                        new Fleet(List.of(), Optional.empty())));
    }

    private static GeneralSettings general() {
        return new GeneralSettings(
                false,
                Optional.empty(),
                Optional.empty(),
                Duration.ofMinutes(1),
                false,
                false,
                false,
                false,
                false,
                Optional.empty(),
                false,
                Optional.empty());
    }

    private static LitellmSettings litellm() {
        return new LitellmSettings(
                Duration.ofMinutes(100),
                false,
                Map.of(),
                422,
                ZoneId.of("UTC"),
                Map.of(),
                Map.of(),
                KeyCreation.ANY,
                Optional.empty(),
                false);
    }

    private static RouterSettings router() {
        return new RouterSettings(
                "simple-shuffle",
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                2,
                Duration.ZERO,
                new Cooldowns(true, Duration.ofSeconds(5), Optional.empty()),
                new Fallbacks(5, Map.of(), Map.of(), Map.of(), List.of()));
    }

    private static LimitSettings limits() {
        return new LimitSettings(Duration.ofMinutes(1), TokenRateLimitType.TOTAL, true, true, false, false);
    }

    private static AuditConfig audit() {
        return new AuditConfig(true, true, Optional.empty());
    }

    private static UserInterfaceConfig userInterface() {
        return new UserInterfaceConfig(
                "admin",
                Optional.empty(),
                Duration.ofDays(1),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                false);
    }
}
