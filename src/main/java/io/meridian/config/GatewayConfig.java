package io.meridian.config;

import io.meridian.base.Secret;
import java.util.List;
import java.util.Optional;

/** All that is decided before the gateway serves its first request. Immutable. */
public record GatewayConfig(
        boolean developmentMode,
        Roles roles,
        Identity identity,
        Optional<DatabaseConfig> database,
        Optional<RedisConfig> redis,
        List<ModelEntry> models,
        Settings settings,
        JournalConfig journal,
        HttpServerConfig server,
        OutgoingConfig outgoing,
        MetricsConfig metrics,
        Fleet fleet) {
    public GatewayConfig {
        models = List.copyOf(models);
    }

    public Optional<Secret> masterKey() {
        return identity.masterKey();
    }

    public Optional<Secret> saltKey() {
        return identity.saltKey();
    }
}
