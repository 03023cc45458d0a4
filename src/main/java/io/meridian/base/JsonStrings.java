package io.meridian.base;

import java.nio.charset.StandardCharsets;

/** Between the content of a JSON string as written and a Java string; stateless. */
public final class JsonStrings {
    private JsonStrings() {}

    /** The string of a content that was found well-formed, quotes not included. */
    public static String decode(byte[] text, int from, int to) {
        int escape = backslash(text, from, to);
        if (escape == to) {
            return new String(text, from, to - from, StandardCharsets.UTF_8);
        }
        StringBuilder string = new StringBuilder(to - from);
        int at = from;
        while (escape < to) {
            string.append(new String(text, at, escape - at, StandardCharsets.UTF_8));
            if (text[escape + 1] == 'u') {
                string.append((char) (hex(text[escape + 2]) << 12
                        | hex(text[escape + 3]) << 8
                        | hex(text[escape + 4]) << 4
                        | hex(text[escape + 5])));
                at = escape + 6;
            } else {
                string.append(meaning(text[escape + 1]));
                at = escape + 2;
            }
            escape = backslash(text, at, to);
        }
        return string.append(new String(text, at, to - at, StandardCharsets.UTF_8))
                .toString();
    }

    /** The string in quotes, as a JSON value in UTF-8. */
    public static byte[] quote(String string) {
        StringBuilder json = new StringBuilder(string.length() + 2).append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                // surrogates too: a lone one has no form in UTF-8
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The value of a hexadecimal digit, or -1. */
    static int hex(byte b) {
        return b < 0 ? -1 : Character.digit(b, 16);
    }

    private static int backslash(byte[] text, int from, int to) {
        int at = from;
        while (at < to && text[at] != '\\') {
            at++;
        }
        return at;
    }

    private static char meaning(byte letter) {
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> (char) letter;
        };
    }
}
