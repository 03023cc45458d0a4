package io.meridian.http;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One header field, checked when made so that no value can end a line on the wire. Immutable. */
public record HttpHeader(String name, String value) {
    private static final String UNCLEAN = "[^\\t\\x20-\\x7e\\xa0-\\xff]";

    public HttpHeader {
        if (!isToken(name)) {
            throw new IllegalArgumentException("not a header name: " + name.replaceAll("[^ -~]", "?"));
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                throw new IllegalArgumentException("the value of header " + name + " has a character not allowed");
            }
        }
    }

    /** What an upstream sent, if it may be passed on; characters that may not become question marks. */
    static Optional<HttpHeader> received(String name, @Nullable String value) {
        if (!isToken(name)) {
            return Optional.empty();
        }
        String clean = value == null ? "" : isClean(value) ? value : value.replaceAll(UNCLEAN, "?");
        return Optional.of(new HttpHeader(name, clean)).filter(header -> !header.ownedByConnection());
    }

    /** Whether the field concerns one connection only, or is set by the client itself, and so is never forwarded. */
    boolean ownedByConnection() {
        return switch (name.length()) {
            case 2 -> is("te");
            case 4 -> is("host");
            case 6 -> is("expect");
            case 7 -> is("trailer") || is("upgrade");
            case 10 -> is("connection") || is("keep-alive");
            case 14 -> is("content-length");
            case 15 -> is("accept-encoding");
            case 16 -> is("proxy-connection");
            case 17 -> is("transfer-encoding");
            case 18 -> is("proxy-authenticate");
            case 19 -> is("proxy-authorization");
            default -> false;
        };
    }

    /** Nearly all are, and looking costs less than replacing nothing. */
    private static boolean isClean(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || (c > 0x7e && c < 0xa0) || c > 0xff) {
                return false;
            }
        }
        return true;
    }

    boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }

    private static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f || "\"(),/:;<=>?@[\\]{}".indexOf(c) >= 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Names only: values carry keys. */
    @Override
    public String toString() {
        return name + ": ****";
    }
}
