package io.meridian.http;

import java.net.URI;
import java.util.Locale;

/**
 * Where requests go, parsed once: scheme, host, port and the path before every per-call suffix. Immutable.
 *
 * @param host lower case, an IPv6 literal without its brackets
 * @param path empty or starting with a slash, without a trailing one
 */
public record Endpoint(boolean secure, String host, int port, String path) {
    public Endpoint {
        if (host.isEmpty() || !host.chars().allMatch(c -> c > ' ' && c < 0x7f && "/?#@[]\\".indexOf(c) < 0)) {
            throw new IllegalArgumentException("not a host name in an endpoint");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        if (!isVisibleAscii(path)) {
            throw new IllegalArgumentException("the path of an endpoint has a character not allowed");
        }
    }

    /** Accepts host names with underscores too, which {@link URI} parses as a mere authority. */
    public static Endpoint of(URI uri) {
        boolean secure = "https".equalsIgnoreCase(uri.getScheme());
        String authority = uri.getRawAuthority();
        if ((!secure && !"http".equalsIgnoreCase(uri.getScheme())) || authority == null) {
            throw new IllegalArgumentException("an endpoint must be an absolute http or https URL");
        }
        if (authority.indexOf('@') >= 0 || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("an endpoint has no user, query or fragment");
        }
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        String host = hasPort ? authority.substring(0, colon) : authority;
        String port = hasPort ? authority.substring(colon + 1) : "";
        String path = uri.getRawPath();
        return new Endpoint(
                secure,
                withoutBrackets(host).toLowerCase(Locale.ROOT),
                port.isEmpty() ? secure ? 443 : 80 : Integer.parseInt(port),
                path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }

    /** The value of the header {@code Host}. */
    String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (secure ? 443 : 80) ? name : name + ":" + port;
    }

    static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    static boolean isVisibleAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                return false;
            }
        }
        return true;
    }
}
