package io.meridian.config;

import io.meridian.base.Secret;
import java.util.Optional;

/** Where Redis is and how to log in. Immutable. */
public record RedisConfig(
        HostPort node,
        Optional<String> username,
        Optional<Secret> password,
        int database,
        boolean tls,
        boolean verifyHost) {}
