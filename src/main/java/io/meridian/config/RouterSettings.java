package io.meridian.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code router_settings} says about choosing deployments and trying again. Immutable. */
public record RouterSettings(
        String routingStrategy,
        Map<String, ModelAlias> modelGroupAlias,
        Optional<Duration> timeout,
        Optional<Duration> streamTimeout,
        int numRetries,
        Duration retryAfter,
        Cooldowns cooldowns,
        Fallbacks fallbacks) {
    public RouterSettings {
        modelGroupAlias = Map.copyOf(modelGroupAlias);
    }

    /** Another name for a model group, which lists may hide. Immutable. */
    public record ModelAlias(String model, boolean hidden) {}

    /** When a failing deployment rests, and how long; no number of failures means the built-in rules. Immutable. */
    public record Cooldowns(boolean enabled, Duration time, Optional<Integer> allowedFails) {}

    /** The groups to try after a group has failed, by kind of failure. Immutable. */
    public record Fallbacks(
            int max,
            Map<String, List<String>> general,
            Map<String, List<String>> contextWindow,
            Map<String, List<String>> contentPolicy,
            List<String> standard) {
        public Fallbacks {
            general = Map.copyOf(general);
            contextWindow = Map.copyOf(contextWindow);
            contentPolicy = Map.copyOf(contentPolicy);
            standard = List.copyOf(standard);
        }
    }
}
