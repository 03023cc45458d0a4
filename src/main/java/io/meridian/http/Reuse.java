package io.meridian.http;

import java.util.Locale;
import java.util.OptionalLong;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpVersion;

/** Whether and for how long the upstream wants to keep a connection, as its answer says. */
final class Reuse {
    private Reuse() {}

    /** For how many nanoseconds the connection may be idle; empty if it must be closed. */
    static OptionalLong idleLimit(ClassicHttpResponse head, long keepAliveNanos) {
        boolean keep = head.getVersion() == null || head.getVersion().greaterEquals(HttpVersion.HTTP_1_1);
        boolean chunked = false;
        boolean counted = false;
        long limit = keepAliveNanos;
        for (Header header : head.getHeaders()) {
            String name = header.getName();
            switch (name.length()) {
                case 10 -> {
                    if (name.equalsIgnoreCase("Connection")) {
                        keep = connection(header.getValue(), keep);
                    } else if (name.equalsIgnoreCase("Keep-Alive")) {
                        limit = Math.min(limit, timeout(header.getValue()));
                    }
                }
                case 14 -> counted |= name.equalsIgnoreCase("Content-Length");
                case 17 -> chunked |= name.equalsIgnoreCase("Transfer-Encoding");
                default -> {}
            }
        }
        // both at once is how two parsers are made to disagree
        return keep && limit > 0 && !(chunked && counted) ? OptionalLong.of(limit) : OptionalLong.empty();
    }

    private static boolean connection(String value, boolean otherwise) {
        String tokens = value.toLowerCase(Locale.ROOT);
        return !tokens.contains("close") && (otherwise || tokens.contains("keep-alive"));
    }

    /** A second less than promised: the last moment is when both sides move at once. */
    private static long timeout(String value) {
        int at = value.toLowerCase(Locale.ROOT).indexOf("timeout=");
        long seconds = 0;
        int digits = 0;
        for (int i = at + 8; at >= 0 && i < value.length() && Character.isDigit(value.charAt(i)); i++) {
            seconds = Math.min(1_000_000, seconds * 10 + Character.digit(value.charAt(i), 10));
            digits++;
        }
        return digits == 0 ? Long.MAX_VALUE : (seconds - 1) * 1_000_000_000L;
    }
}
