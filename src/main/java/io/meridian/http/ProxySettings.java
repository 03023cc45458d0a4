package io.meridian.http;

import io.meridian.base.Secret;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Through which proxy a host is reached, in the meaning common tools give to {@code HTTPS_PROXY}, {@code HTTP_PROXY}
 * and {@code NO_PROXY}. Immutable.
 */
public record ProxySettings(Optional<Proxy> https, Optional<Proxy> http, List<String> except) {
    public static final ProxySettings NONE = new ProxySettings(Optional.empty(), Optional.empty(), List.of());

    /** One proxy; {@code authorization} is the value of its header. */
    public record Proxy(String host, int port, Optional<Secret> authorization) {
        static Optional<Proxy> of(@Nullable String url) {
            if (url == null || url.isBlank()) {
                return Optional.empty();
            }
            URI uri = URI.create(url.contains("://") ? url.strip() : "http://" + url.strip());
            if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
                throw new IllegalArgumentException("a proxy must be given as http://[user:password@]host[:port]");
            }
            Optional<Secret> authorization =
                    Optional.ofNullable(uri.getRawUserInfo()).map(Proxy::basic);
            int port = uri.getPort() < 0 ? 80 : uri.getPort();
            return Optional.of(new Proxy(Endpoint.withoutBrackets(uri.getHost()), port, authorization));
        }

        private static Secret basic(String userInfo) {
            // a plus sign is itself in this part of a URL
            String plain = URLDecoder.decode(userInfo.replace("+", "%2B"), StandardCharsets.UTF_8);
            byte[] bytes = plain.getBytes(StandardCharsets.UTF_8);
            return new Secret("Basic " + Base64.getEncoder().encodeToString(bytes));
        }
    }

    public static ProxySettings of(@Nullable String httpsProxy, @Nullable String httpProxy, @Nullable String noProxy) {
        List<String> except = noProxy == null
                ? List.of()
                : Arrays.stream(noProxy.split("[,\\s]+", -1))
                        .map(entry -> entry.toLowerCase(Locale.ROOT))
                        .filter(entry -> !entry.isEmpty())
                        .toList();
        return new ProxySettings(Proxy.of(httpsProxy), Proxy.of(httpProxy), except);
    }

    /** The proxy for that host, which is lower case and without brackets. */
    public Optional<Proxy> proxyFor(boolean secure, String host, int port) {
        Optional<Proxy> proxy = secure ? https : http;
        return proxy.isEmpty() || except.stream().anyMatch(entry -> covers(entry, host, port))
                ? Optional.empty()
                : proxy;
    }

    private static boolean covers(String entry, String host, int port) {
        if (entry.equals("*")) {
            return true;
        }
        Optional<Cidr> range = Cidr.find(Endpoint.withoutBrackets(entry));
        if (range.isPresent()) {
            return literal(host).map(range.get()::contains).orElse(false);
        }
        int colon = entry.lastIndexOf(':');
        if (colon > entry.lastIndexOf(']')) {
            return entry.substring(colon + 1).equals(Integer.toString(port))
                    && covers(entry.substring(0, colon), host, port);
        }
        String name = entry.startsWith("*.") ? entry.substring(2) : entry.startsWith(".") ? entry.substring(1) : entry;
        return host.equals(name) || host.endsWith("." + name);
    }

    private static Optional<byte[]> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host).getAddress());
        } catch (IllegalArgumentException aName) {
            return Optional.empty();
        }
    }
}
