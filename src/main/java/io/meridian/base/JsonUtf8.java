package io.meridian.base;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Characters beyond ASCII, which must be in their shortest form and no surrogates (RFC 3629). Stateless. */
final class JsonUtf8 {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    // four characters of two bytes: their marks, and the bits of which a lead of the shortest form has one
    private static final long TWO_MASK = 0xC0E0C0E0C0E0C0E0L;
    private static final long TWO_MARK = 0x80C080C080C080C0L;
    private static final long TWO_SHORTEST = 0x001E001E001E001EL;
    private static final long LANE_MOST = 0x7FFF7FFF7FFF7FFFL;
    private static final long LANE_HIGH = 0x8000800080008000L;

    // two characters of three bytes; what follows in the word is not looked at
    private static final long THREE_MASK = 0x0000C0C0F0C0C0F0L;
    private static final long THREE_MARK = 0x00008080E08080E0L;
    private static final long THREE_FIRST = 0xFFFFFFL;

    private JsonUtf8() {}

    /** The end of the run of such characters that begins at {@code from}. */
    static int run(byte[] text, int from, int end) throws JsonSyntaxException {
        int at = from;
        do {
            at = words(text, at, end);
            if (at < end && text[at] < 0) {
                at = character(text, at, end);
            }
        } while (at < end && text[at] < 0);
        return at;
    }

    /** Skips what whole words show to be right; anything unusual is left for a closer look. */
    private static int words(byte[] text, int from, int end) {
        int at = from;
        for (int last = end - Long.BYTES; at <= last; ) {
            long word = (long) LONG.get(text, at);
            long odd = (word & THREE_MASK) ^ THREE_MARK;
            if ((odd & THREE_FIRST) == 0 && isUsual(text[at])) {
                at += odd == 0 && isUsual(text[at + 3]) ? 6 : 3;
                continue;
            }
            odd = ((word & TWO_MASK) ^ TWO_MARK) | (~((word & TWO_SHORTEST) + LANE_MOST) & LANE_HIGH);
            int pairs = Long.numberOfTrailingZeros(odd) >>> 4;
            if (pairs == 0) {
                break;
            }
            at += pairs << 1;
        }
        return at;
    }

    /** Whether any two bytes may follow a lead of three. */
    private static boolean isUsual(byte lead) {
        return lead != (byte) 0xE0 && lead != (byte) 0xED;
    }

    private static int character(byte[] text, int at, int end) throws JsonSyntaxException {
        int lead = text[at] & 0xFF;
        int size = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
        if (size == 0 || end - at < size) {
            throw malformed(at);
        }
        int second = text[at + 1];
        if ((lead == 0xE0 && second < (byte) 0xA0)
                || (lead == 0xED && second >= (byte) 0xA0)
                || (lead == 0xF0 && second < (byte) 0x90)
                || (lead == 0xF4 && second >= (byte) 0x90)) {
            throw malformed(at);
        }
        for (int i = 1; i < size; i++) {
            if (text[at + i] >= (byte) 0xC0) {
                throw malformed(at);
            }
        }
        return at + size;
    }

    private static JsonSyntaxException malformed(int at) {
        return new JsonSyntaxException("malformed UTF-8", at);
    }
}
