package io.meridian.llm;

import io.meridian.base.JsonObject;
import io.meridian.base.JsonSyntaxException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What arrived of an answer whose end did not: its text is counted, so it is read as if what is open were closed where
 * the bytes end. Immutable.
 */
final class CutAnswer {
    private final boolean cut;
    private final @Nullable JsonObject read;

    private CutAnswer(boolean cut, @Nullable JsonObject read) {
        this.cut = cut;
        this.read = read;
    }

    static CutAnswer of(byte[] received) {
        Scan scan = new Scan(received);
        scan.run();
        return new CutAnswer(scan.isCut(), parse(scan.closed()));
    }

    /** Whether it is the beginning of a JSON object, and not something else, or all of it. */
    boolean isCut() {
        return cut;
    }

    /** The text that arrived. */
    DeliveredText text() {
        DeliveredText text = new DeliveredText();
        if (read != null) {
            DeliveredText.slots(read, "message").forEach(slot -> text.add(read.text(), slot.from(), slot.to()));
        }
        return text;
    }

    private static @Nullable JsonObject parse(byte[] closed) {
        try {
            return JsonObject.parse(closed);
        } catch (JsonSyntaxException notJson) {
            return null;
        }
    }

    /** Goes through the bytes once and remembers the last place at which all that is open could be closed. */
    private static final class Scan {
        private final byte[] bytes;
        private byte[] closers = new byte[16];
        private int depth;
        private boolean string;
        private boolean name;
        /** The last significant byte outside of strings. */
        private byte last;

        private boolean began;
        private boolean ended;
        private int end;
        private byte[] closing = new byte[0];

        Scan(byte[] bytes) {
            this.bytes = bytes;
        }

        void run() {
            for (int at = 0; at < bytes.length; at++) {
                byte one = bytes[at];
                if (string) {
                    at = inString(at, one);
                } else if (one > ' ') {
                    outside(at, one);
                    last = one;
                }
            }
        }

        /** The index of the last byte read: an escape is read as a whole. */
        private int inString(int at, byte one) {
            if (one == '\\') {
                int length = at + 1 < bytes.length && bytes[at + 1] == 'u' ? 6 : 2;
                return at + length <= bytes.length ? taken(at + length) : bytes.length;
            }
            if (one == '"') {
                string = false;
                if (!name) {
                    closable(at + 1, false);
                }
                return at;
            }
            // the bytes of a character stay together
            int length = one >= 0 ? 1 : (one & 0xE0) == 0xC0 ? 2 : (one & 0xF0) == 0xE0 ? 3 : 4;
            return at + length <= bytes.length ? taken(at + length) : bytes.length;
        }

        private int taken(int to) {
            if (!name) {
                end = to;
            }
            return to - 1;
        }

        private void outside(int at, byte one) {
            if (last == 0) {
                began = one == '{';
            }
            switch (one) {
                case '{' -> open((byte) '}', at);
                case '[' -> open((byte) ']', at);
                case '}', ']' -> {
                    depth = Math.max(0, depth - 1);
                    ended |= depth == 0;
                    closable(at + 1, false);
                }
                case '"' -> {
                    string = true;
                    name = depth > 0 && closers[depth - 1] == '}' && (last == '{' || last == ',');
                    if (!name) {
                        closable(at + 1, true);
                    }
                }
                default -> {
                    // numbers and literals may be cut themselves: they count once something follows
                }
            }
        }

        private void open(byte closer, int at) {
            if (depth == closers.length) {
                closers = Arrays.copyOf(closers, 2 * depth);
            }
            closers[depth++] = closer;
            closable(at + 1, false);
        }

        /** @param quoted whether a string is open too */
        private void closable(int to, boolean quoted) {
            end = to;
            closing = new byte[depth + (quoted ? 1 : 0)];
            if (quoted) {
                closing[0] = '"';
            }
            for (int i = 0; i < depth; i++) {
                closing[closing.length - 1 - i] = closers[i];
            }
        }

        boolean isCut() {
            return began && !ended;
        }

        byte[] closed() {
            byte[] whole = Arrays.copyOf(bytes, end + closing.length);
            System.arraycopy(closing, 0, whole, end, closing.length);
            return whole;
        }
    }
}
