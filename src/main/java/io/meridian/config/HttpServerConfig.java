package io.meridian.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How the gateway is reached; the root path is empty or begins with a slash and ends without one. Immutable. */
public record HttpServerConfig(
        long maxRequestBytes,
        String rootPath,
        Optional<URI> publicBaseUrl,
        Duration drain,
        List<AddressRange> trustedProxies,
        boolean cancelOnDisconnect,
        List<String> corsOrigins,
        boolean corsCredentials) {
    public HttpServerConfig {
        trustedProxies = List.copyOf(trustedProxies);
        corsOrigins = List.copyOf(corsOrigins);
    }
}
