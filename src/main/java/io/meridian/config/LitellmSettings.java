package io.meridian.config;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code litellm_settings} says about calls and keys; the defaults and bounds of new keys are JSON texts by field
 * name. Immutable.
 */
public record LitellmSettings(
        Duration requestTimeout,
        boolean dropParams,
        Map<String, String> modelAliasMap,
        int budgetExceededStatusCode,
        ZoneId timezone,
        Map<String, String> defaultKeyGenerateParams,
        Map<String, String> upperboundKeyGenerateParams,
        KeyCreation keyCreation,
        Optional<Duration> keepaliveInterval,
        boolean turnOffMessageLogging) {
    public LitellmSettings {
        modelAliasMap = Map.copyOf(modelAliasMap);
        defaultKeyGenerateParams = Map.copyOf(defaultKeyGenerateParams);
        upperboundKeyGenerateParams = Map.copyOf(upperboundKeyGenerateParams);
    }
}
