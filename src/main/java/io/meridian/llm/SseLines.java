package io.meridian.llm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The lines of a server-sent event stream; they end with LF or CRLF, as every provider writes them. Stateless. */
final class SseLines {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final long NEWLINE = ONES * '\n';

    private SseLines() {}

    /** The first LF in a range, or -1. */
    static int newline(byte[] bytes, int from, int to) {
        int at = from;
        for (int last = to - Long.BYTES; at <= last; at += Long.BYTES) {
            long word = (long) LONG.get(bytes, at) ^ NEWLINE;
            long hits = (word - ONES) & ~word & HIGH;
            if (hits != 0) {
                return at + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        while (at < to && bytes[at] != '\n') {
            at++;
        }
        return at < to ? at : -1;
    }

    /** Whether the line is {@code data:} and more. */
    static boolean isData(byte[] bytes, int line, int end) {
        return end - line >= 5
                && bytes[line] == 'd'
                && bytes[line + 1] == 'a'
                && bytes[line + 2] == 't'
                && bytes[line + 3] == 'a'
                && bytes[line + 4] == ':';
    }

    /** The end of a line without its CR, given the offset of its LF or of the text's end. */
    static int withoutReturn(byte[] bytes, int line, int newline) {
        return newline > line && bytes[newline - 1] == '\r' ? newline - 1 : newline;
    }

    /**
     * A copy of some lines in which all that is not data became spaces, so that offsets stay what they are: what a
     * client joins from several data lines, with the line feeds in it.
     */
    static byte[] onlyData(byte[] bytes, int from, int to) {
        byte[] data = new byte[to];
        java.util.Arrays.fill(data, from, to, (byte) ' ');
        boolean first = true;
        int line = from;
        while (line < to) {
            int newline = newline(bytes, line, to);
            int end = newline < 0 ? to : newline;
            if (isData(bytes, line, end)) {
                int start = line + 5;
                System.arraycopy(bytes, start, data, start, withoutReturn(bytes, start, end) - start);
                if (!first) {
                    data[line] = '\n';
                }
                first = false;
            }
            line = end + 1;
        }
        return data;
    }
}
