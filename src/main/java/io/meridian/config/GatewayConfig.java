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
        ModelList modelList,
        Settings settings,
        JournalConfig journal,
        HttpServerConfig server,
        OutgoingConfig outgoing,
        MetricsConfig metrics,
        Fleet fleet) {
    /** The deployments of the file. */
    public List<ModelEntry> models() {
        return modelList.entries();
    }

    public Optional<Secret> masterKey() {
        return identity.masterKey();
    }

    public Optional<Secret> saltKey() {
        return identity.saltKey();
    }
}
