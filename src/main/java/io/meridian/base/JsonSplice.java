package io.meridian.base;

import java.util.ArrayList;
import java.util.List;

/** Replacements in one text by offset, noted in ascending order and applied in a single copy; for one thread. */
public final class JsonSplice {
    private static final byte[] NOTHING = {};

    private final byte[] text;
    private final List<int[]> ranges = new ArrayList<>();
    private final List<byte[]> replacements = new ArrayList<>();
    private int length;
    private int edited;

    /** Edits for a text, which itself is never changed. */
    public JsonSplice(byte[] text) {
        this.text = text;
        this.length = text.length;
    }

    /** Puts other bytes in the place of a range, which begins at or after the end of the last one. */
    public void replace(int from, int to, byte[] by) {
        if (from < edited || to < from) {
            throw new IllegalArgumentException("edits overlap: " + from + " after " + edited);
        }
        ranges.add(new int[] {from, to});
        replacements.add(by);
        length += by.length - (to - from);
        edited = to;
    }

    /** Leaves a range out. */
    public void remove(int from, int to) {
        replace(from, to, NOTHING);
    }

    /** Puts bytes before an offset. */
    public void insert(int at, byte[] bytes) {
        replace(at, at, bytes);
    }

    /** The edited text; the text itself if there was no edit. */
    public byte[] apply() {
        if (ranges.isEmpty()) {
            return text;
        }
        byte[] result = new byte[length];
        int read = 0;
        int written = 0;
        for (int i = 0; i < ranges.size(); i++) {
            int[] range = ranges.get(i);
            byte[] by = replacements.get(i);
            System.arraycopy(text, read, result, written, range[0] - read);
            written += range[0] - read;
            System.arraycopy(by, 0, result, written, by.length);
            written += by.length;
            read = range[1];
        }
        System.arraycopy(text, read, result, written, text.length - read);
        return result;
    }
}
