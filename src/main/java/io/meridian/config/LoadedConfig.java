package io.meridian.config;

import java.util.List;

/** A configuration and what its author should be told about it. Immutable. */
public record LoadedConfig(GatewayConfig config, List<String> warnings) {
    public LoadedConfig {
        warnings = List.copyOf(warnings);
    }
}
