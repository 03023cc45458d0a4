package io.meridian.llm;

import io.meridian.base.JsonScanner;
import java.util.Arrays;
import java.util.List;

/**
 * The frame a stream repeats, as the fixed bytes around the few strings that change: the delivered text and padding. A
 * payload that fits differs from the one it was learned from in those strings only, so it needs no parsing. For one
 * thread: it remembers where things stood in the payload it saw last.
 */
final class SseTemplate {
    private final byte[][] fixed;
    private final int[] starts;
    private final int[] ends;
    private final int textSlot;
    private int modelPart = -1;
    private int modelOffset;
    private int modelLength;

    /**
     * Learns a payload.
     *
     * @param slots the changing strings, in order
     * @param textSlot which of them is delivered text
     */
    SseTemplate(byte[] bytes, int from, int to, List<DeliveredText.Slot> slots, int textSlot) {
        int count = slots.size();
        this.fixed = new byte[count + 1][];
        this.starts = new int[count + 1];
        this.ends = new int[count];
        this.textSlot = textSlot;
        int start = from;
        for (int i = 0; i <= count; i++) {
            int end = i < count ? slots.get(i).from() : to;
            fixed[i] = Arrays.copyOfRange(bytes, start, end);
            starts[i] = start;
            if (i < count) {
                ends[i] = slots.get(i).to();
                start = ends[i];
            }
        }
    }

    /** Remembers a value to be replaced in every payload; it lies outside the changing strings. */
    void replaces(int from, int to) {
        for (int i = 0; i < fixed.length; i++) {
            if (from >= starts[i] && to <= starts[i] + fixed[i].length) {
                modelPart = i;
                modelOffset = from - starts[i];
                modelLength = to - from;
            }
        }
    }

    /** Whether a payload differs only in the strings; then the offsets below are its own. */
    boolean fits(byte[] bytes, int from, int to) {
        int at = from;
        for (int i = 0; i < fixed.length; i++) {
            byte[] part = fixed[i];
            if (to - at < part.length || !Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
                return false;
            }
            starts[i] = at;
            at += part.length;
            if (i < ends.length) {
                at = JsonScanner.closingQuote(bytes, at, to);
                if (at < 0) {
                    return false;
                }
                ends[i] = at;
            }
        }
        return at == to;
    }

    int textFrom() {
        return starts[textSlot] + fixed[textSlot].length;
    }

    int textTo() {
        return ends[textSlot];
    }

    /** Where the value to be replaced begins, or -1 if there is none. */
    int replacedFrom() {
        return modelPart < 0 ? -1 : starts[modelPart] + modelOffset;
    }

    int replacedTo() {
        return replacedFrom() + modelLength;
    }
}
