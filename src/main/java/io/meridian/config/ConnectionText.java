package io.meridian.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The parts of {@code scheme://user:password@hosts/path?query}, taken apart by hand since passwords often hold
 * characters that {@code java.net.URI} refuses. Immutable. The parts may be secret, so it has no useful text.
 */
final class ConnectionText {
    private final String scheme;
    private final Optional<String> user;
    private final Optional<String> password;
    private final String authority;
    private final String path;
    private final Map<String, String> query;

    private ConnectionText(
            String scheme,
            Optional<String> user,
            Optional<String> password,
            String authority,
            String path,
            Map<String, String> query) {
        this.scheme = scheme;
        this.user = user;
        this.password = password;
        this.authority = authority;
        this.path = path;
        this.query = Map.copyOf(query);
    }

    static ConnectionText parse(String text) throws Unreadable {
        int start = text.indexOf("://");
        if (start < 0) {
            throw new Unreadable("must begin with a scheme and ://");
        }
        String rest = text.substring(start + 3);
        int end = endOfAuthority(rest);
        String whole = rest.substring(0, end);
        int at = whole.lastIndexOf('@');
        String login = at < 0 ? "" : whole.substring(0, at);
        int colon = login.indexOf(':');
        int mark = rest.indexOf('?', end);
        return new ConnectionText(
                text.substring(0, start),
                at < 0 ? Optional.empty() : nonEmpty(colon < 0 ? login : login.substring(0, colon)),
                colon < 0 ? Optional.empty() : nonEmpty(login.substring(colon + 1)),
                whole.substring(at + 1),
                decoded(rest.substring(
                        Math.min(end + 1, rest.length()),
                        Math.max(mark < 0 ? rest.length() : mark, Math.min(end + 1, rest.length())))),
                mark < 0 ? Map.of() : queryOf(rest.substring(mark + 1)));
    }

    /** Where the first slash or question mark stands that is not part of a login. */
    private static int endOfAuthority(String rest) {
        for (int i = 0; i < rest.length(); i++) {
            if (rest.charAt(i) == '/' || rest.charAt(i) == '?') {
                return i;
            }
        }
        return rest.length();
    }

    private static Optional<String> nonEmpty(String encoded) throws Unreadable {
        return encoded.isEmpty() ? Optional.empty() : Optional.of(decoded(encoded));
    }

    private static Map<String, String> queryOf(String text) throws Unreadable {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decoded(String text) throws Unreadable {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Unreadable("holds a percent sign that is no escape");
        }
    }

    String scheme() {
        return scheme;
    }

    Optional<String> user() {
        return user;
    }

    Optional<String> password() {
        return password;
    }

    /** Hosts and ports as written. */
    String authority() {
        return authority;
    }

    /** Without its leading slash. */
    String path() {
        return path;
    }

    Map<String, String> query() {
        return query;
    }
}
