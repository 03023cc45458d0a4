package io.meridian.base;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of JSON over UTF-8 bytes, as strict as RFC 8259 and RFC 3629 and with bounded nesting. It finds where
 * values end and builds nothing; strings are skipped eight bytes at a time. Without state of its own, thread safe.
 */
public final class JsonScanner {
    /** How deep objects and arrays may be nested, the outermost included. */
    public static final int MAX_DEPTH = 128;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final long SPACE = ONES * ' ';
    private static final long QUOTE = ONES * '"';
    private static final long BACKSLASH = ONES * '\\';

    private static final int STRIDE = 4 * Long.BYTES;
    private static final int QUIET = 4 * STRIDE;

    private final byte[] text;
    private final int end;

    JsonScanner(byte[] text, int end) {
        this.text = text;
        this.end = end;
    }

    /** Where the string whose content begins at {@code from} has its closing quote, or -1 if it has none or is bad. */
    public static int closingQuote(byte[] text, int from, int to) {
        try {
            return new JsonScanner(text, to).string(from);
        } catch (JsonSyntaxException e) {
            return -1;
        }
    }

    /** The first byte from {@code at} on that is not white space; the end if there is none. */
    int space(int at) {
        int i = at;
        while (i < end) {
            byte b = text[i];
            if (b > ' ' || (b != ' ' && b != '\n' && b != '\r' && b != '\t')) {
                break;
            }
            i++;
        }
        return i;
    }

    /** The end of the value that begins at {@code at}, inside {@code depth} containers. */
    int value(int at, int depth) throws JsonSyntaxException {
        byte b = byteAt(at);
        return switch (b) {
            case '"' -> string(at + 1) + 1;
            case '{' -> object(at, depth + 1, null);
            case '[' -> array(at, depth + 1);
            case 't' -> literal(at, "true");
            case 'f' -> literal(at, "false");
            case 'n' -> literal(at, "null");
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number(at);
            default -> throw unexpected(at);
        };
    }

    /** The end of the object whose brace is at {@code start}; its own members are noted if wanted. */
    int object(int start, int depth, @Nullable List<JsonMember> members) throws JsonSyntaxException {
        checkDepth(start, depth);
        int at = space(start + 1);
        if (byteAt(at) == '}') {
            return at + 1;
        }
        while (true) {
            if (byteAt(at) != '"') {
                throw unexpected(at);
            }
            int key = at;
            int quote = string(at + 1);
            at = space(quote + 1);
            if (byteAt(at) != ':') {
                throw unexpected(at);
            }
            int valueStart = space(at + 1);
            int valueEnd = value(valueStart, depth);
            if (members != null) {
                String name = JsonStrings.decode(text, key + 1, quote);
                members.add(new JsonMember(name, key, valueStart, valueEnd, JsonKind.of(text[valueStart])));
            }
            at = space(valueEnd);
            byte next = byteAt(at);
            if (next == '}') {
                return at + 1;
            }
            if (next != ',') {
                throw unexpected(at);
            }
            at = space(at + 1);
        }
    }

    private int array(int start, int depth) throws JsonSyntaxException {
        checkDepth(start, depth);
        int at = space(start + 1);
        if (byteAt(at) == ']') {
            return at + 1;
        }
        while (true) {
            at = space(value(at, depth));
            byte next = byteAt(at);
            if (next == ']') {
                return at + 1;
            }
            if (next != ',') {
                throw unexpected(at);
            }
            at = space(at + 1);
        }
    }

    /**
     * The closing quote of the string whose content begins at {@code from}. Plain ASCII is skipped by words; prose has
     * an escape every few words, so larger strides begin only after a longer quiet.
     */
    int string(int from) throws JsonSyntaxException {
        int at = from;
        int quiet = at + QUIET;
        while (true) {
            if (at <= end - Long.BYTES) {
                long hits = hits(at);
                if (hits == 0) {
                    at += Long.BYTES;
                    if (at > quiet) {
                        at = stride(at);
                    }
                    continue;
                }
                at += Long.numberOfTrailingZeros(hits) >>> 3;
            }
            byte b = byteAt(at);
            if (b == '"') {
                return at;
            } else if (b == '\\') {
                at = escape(at);
                quiet = at + QUIET;
            } else if (b < 0) {
                at = JsonUtf8.run(text, at, end);
                quiet = at + QUIET;
            } else if (b < ' ') {
                throw new JsonSyntaxException("a control character stands unescaped in a string", at);
            } else {
                at++;
            }
        }
    }

    private int stride(int from) {
        int at = from;
        for (int last = end - STRIDE; at <= last; at += STRIDE) {
            if ((hits(at) | hits(at + 8) | hits(at + 16) | hits(at + 24)) != 0) {
                break;
            }
        }
        return at;
    }

    /**
     * The high bit of each byte that is a quote, a backslash, a control character or not ASCII. A borrow can raise a
     * false hit only above a true one, so the lowest is exact.
     */
    private long hits(int at) {
        long word = (long) LONG.get(text, at);
        return (word | (word - SPACE) | ((word ^ QUOTE) - ONES) | ((word ^ BACKSLASH) - ONES)) & HIGH;
    }

    private int escape(int at) throws JsonSyntaxException {
        return switch (byteAt(at + 1)) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 2;
            case 'u' -> hexDigits(at + 2);
            default -> throw unexpected(at + 1);
        };
    }

    private int hexDigits(int from) throws JsonSyntaxException {
        for (int at = from; at < from + 4; at++) {
            if (JsonStrings.hex(byteAt(at)) < 0) {
                throw unexpected(at);
            }
        }
        return from + 4;
    }

    private int number(int start) throws JsonSyntaxException {
        int at = text[start] == '-' ? start + 1 : start;
        at = byteAt(at) == '0' ? at + 1 : digits(at);
        if (at < end && text[at] == '.') {
            at = digits(at + 1);
        }
        if (at < end && (text[at] == 'e' || text[at] == 'E')) {
            byte sign = byteAt(at + 1);
            at = digits(sign == '+' || sign == '-' ? at + 2 : at + 1);
        }
        return at;
    }

    private int digits(int start) throws JsonSyntaxException {
        int at = start;
        while (at < end && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        if (at == start) {
            throw unexpected(at);
        }
        return at;
    }

    private int literal(int at, String word) throws JsonSyntaxException {
        for (int i = 1; i < word.length(); i++) {
            if (byteAt(at + i) != word.charAt(i)) {
                throw unexpected(at + i);
            }
        }
        return at + word.length();
    }

    private static void checkDepth(int at, int depth) throws JsonSyntaxException {
        if (depth > MAX_DEPTH) {
            throw new JsonSyntaxException("nesting deeper than " + MAX_DEPTH, at);
        }
    }

    private byte byteAt(int at) throws JsonSyntaxException {
        if (at >= end) {
            throw new JsonSyntaxException("the text ends too early", end);
        }
        return text[at];
    }

    JsonSyntaxException unexpected(int at) throws JsonSyntaxException {
        byte b = byteAt(at);
        String shown = b >= ' ' && b < 0x7F
                ? "'" + new String(text, at, 1, StandardCharsets.US_ASCII) + "'"
                : String.format("0x%02x", b & 0xFF);
        return new JsonSyntaxException("unexpected " + shown, at);
    }
}
