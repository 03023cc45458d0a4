package io.meridian.server;

import io.meridian.api.Dialect;
import io.meridian.base.GatewayException;
import java.util.BitSet;
import java.util.Locale;

/**
 * Reads a request's path in the one way everything behind it will: without context path and root path, and refused if
 * a proxy in front of us might have read it differently. Immutable.
 */
final class CanonicalPath {
    private static final String SLASH = "%2f";
    /** What RFC 3986 lets stand in a path, without the semicolon: everything else has to be escaped. */
    private static final BitSet PLAIN = "-._~!$&'()*+,=:@/%".chars().collect(BitSet::new, BitSet::set, BitSet::or);

    static {
        PLAIN.set('0', '9' + 1);
        PLAIN.set('A', 'Z' + 1);
        PLAIN.set('a', 'z' + 1);
    }

    private final String rootPath;

    /** {@code rootPath} is {@code SERVER_ROOT_PATH}: requests are accepted with and without it. */
    CanonicalPath(String rootPath) {
        this.rootPath = normalized(rootPath);
    }

    /** What links to this gateway begin with: context path and root path, each of them once. */
    String base(String contextPath) {
        return contextPath.endsWith(rootPath) ? contextPath : contextPath + rootPath;
    }

    String of(String requestUri, String contextPath) {
        String path = withoutPrefix(withoutPrefix(requestUri, contextPath), rootPath);
        requireUnambiguous(path);
        return path.isEmpty() ? "/" : path;
    }

    /** Whole segments only: the root path /api is no part of /apiv1. */
    private static String withoutPrefix(String path, String prefix) {
        if (!prefix.isEmpty() && path.startsWith(prefix)) {
            String rest = path.substring(prefix.length());
            if (rest.isEmpty() || rest.charAt(0) == '/') {
                return rest;
            }
        }
        return path;
    }

    /** Whose clients call such a path, for an error that comes before any resource could say so. */
    static Dialect dialect(String requestUri) {
        return requestUri.contains("/v1/messages") ? Dialect.ANTHROPIC : Dialect.OPENAI;
    }

    private static void requireUnambiguous(String path) {
        boolean encoded = false;
        for (int i = 0; i < path.length(); i++) {
            char character = path.charAt(i);
            if (!PLAIN.get(character)) {
                throw refused();
            }
            encoded |= character == '%';
        }
        boolean relative = !path.isEmpty() && path.charAt(0) != '/';
        if (relative || hasDotSegment(path) || (encoded && hasAmbiguousEscape(path))) {
            throw refused();
        }
    }

    private static boolean hasDotSegment(String path) {
        return path.contains("/./")
                || path.contains("/../")
                || path.contains("//")
                || path.endsWith("/.")
                || path.endsWith("/..");
    }

    /** An escape may stand for a character of a name, and a slash may be escaped in a trailing name only. */
    private static boolean hasAmbiguousEscape(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        if (lower.contains(SLASH) && !mayHoldEncodedSlash(lower)) {
            return true;
        }
        for (int i = lower.indexOf('%'); i >= 0; i = lower.indexOf('%', i + 1)) {
            if (i + 2 >= lower.length()) {
                return true;
            }
            int value = hexadecimal(lower, i + 1);
            // controls, dots, percent signs, backslashes, semicolons: all read differently by somebody
            if (value < ' ' || value == '.' || value == '%' || value == '\\' || value == ';' || value >= 0x7f) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayHoldEncodedSlash(String path) {
        return path.startsWith("/v1/models/") || path.startsWith("/models/");
    }

    private static int hexadecimal(String text, int start) {
        int high = Character.digit(text.charAt(start), 16);
        int low = Character.digit(text.charAt(start + 1), 16);
        return high < 0 || low < 0 ? -1 : (high << 4) | low;
    }

    private static String normalized(String path) {
        String stripped = path.strip();
        int end = stripped.length();
        while (end > 0 && stripped.charAt(end - 1) == '/') {
            end--;
        }
        String bare = stripped.substring(0, end);
        return bare.isEmpty() || bare.startsWith("/") ? bare : "/" + bare;
    }

    private static GatewayException refused() {
        return new GatewayException.InvalidRequest("The path is ambiguous and was refused.", "path");
    }
}
