package io.meridian.config;

import io.meridian.base.Secret;
import java.util.List;
import java.util.Optional;

/** Where Redis is and how to log in; with a service name the nodes are sentinels. Immutable. */
public record RedisConfig(
        List<HostPort> nodes,
        boolean cluster,
        Optional<String> sentinelService,
        Optional<String> username,
        Optional<Secret> password,
        Optional<Secret> sentinelPassword,
        int database,
        boolean tls,
        boolean verifyHost) {
    public RedisConfig {
        nodes = List.copyOf(nodes);
    }
}
