package io.meridian.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * How the client connects. Immutable.
 *
 * @param caFiles PEM bundles trusted in addition to the default authorities, for every upstream
 * @param allowedHosts host names (lower case) the administrator named, which may resolve to any address
 * @param maxConnectionsPerRoute in use and idle together; a call beyond waits as long as it may for connecting
 * @param keepAlive how long a connection may be idle, unless the upstream asks for less
 * @param checkAfterIdle from which idle time on a connection is looked at before it is used again
 */
public record HttpSettings(
        ProxySettings proxies,
        List<Path> caFiles,
        Predicate<String> allowedHosts,
        int maxConnectionsPerRoute,
        int maxIdlePerRoute,
        Duration keepAlive,
        Duration checkAfterIdle) {
    public HttpSettings {
        caFiles = List.copyOf(caFiles);
    }

    public static final HttpSettings DEFAULT = new HttpSettings(
            ProxySettings.NONE, List.of(), host -> false, 16_384, 512, Duration.ofSeconds(60), Duration.ofMillis(5));

    public HttpSettings withAllowedHosts(Predicate<String> hosts) {
        return new HttpSettings(
                proxies, caFiles, hosts, maxConnectionsPerRoute, maxIdlePerRoute, keepAlive, checkAfterIdle);
    }

    public HttpSettings withProxies(ProxySettings settings) {
        return new HttpSettings(
                settings, caFiles, allowedHosts, maxConnectionsPerRoute, maxIdlePerRoute, keepAlive, checkAfterIdle);
    }

    public HttpSettings withCaFiles(List<Path> files) {
        return new HttpSettings(
                proxies, files, allowedHosts, maxConnectionsPerRoute, maxIdlePerRoute, keepAlive, checkAfterIdle);
    }

    public HttpSettings withPool(int maxConnections, int maxIdle, Duration idleLimit) {
        return new HttpSettings(proxies, caFiles, allowedHosts, maxConnections, maxIdle, idleLimit, checkAfterIdle);
    }
}
