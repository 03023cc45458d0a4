package io.meridian.config;

import io.meridian.base.Secret;
import java.util.Optional;

/** A proxy for outgoing connections, itself reached in the clear or over TLS. Immutable. */
public record ProxyAddress(boolean tls, String host, int port, Optional<String> username, Optional<Secret> password) {}
