package io.meridian.base;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** JSON numbers as written, read as integers; stateless. */
final class JsonNumbers {
    /** Up to here a double holds every integer. */
    private static final double EXACT = 1L << 53;

    private JsonNumbers() {}

    static OptionalLong integer(byte[] text, int from, int to) {
        // a long literal is not worth its parsing: nothing we count is that large
        if (to - from > 64) {
            return OptionalLong.empty();
        }
        String literal = new String(text, from, to - from, StandardCharsets.US_ASCII);
        try {
            return OptionalLong.of(Long.parseLong(literal));
        } catch (NumberFormatException e) {
            double number = Double.parseDouble(literal);
            return Math.abs(number) <= EXACT && Math.rint(number) == number
                    ? OptionalLong.of((long) number)
                    : OptionalLong.empty();
        }
    }
}
