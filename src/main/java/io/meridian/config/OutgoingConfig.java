package io.meridian.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How connections to providers are made: whether certificates are checked, further authorities to trust, proxies, and
 * hosts in special address ranges that are allowed all the same. Immutable.
 */
public record OutgoingConfig(
        boolean sslVerify,
        List<Path> certificateAuthorities,
        Optional<ProxyAddress> httpsProxy,
        Optional<ProxyAddress> httpProxy,
        List<String> noProxy,
        List<String> allowedHosts) {
    public OutgoingConfig {
        certificateAuthorities = List.copyOf(certificateAuthorities);
        noProxy = List.copyOf(noProxy);
        allowedHosts = List.copyOf(allowedHosts);
    }
}
