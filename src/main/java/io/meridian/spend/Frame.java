package io.meridian.spend;

/** How a record lies in a segment: length and checksum, a mark that only this place can have, then the payload. */
final class Frame {
    static final int HEAD = 16;
    /** What a close may say beyond its open when the disk is full. */
    static final int CLOSE_RESERVE = 1024;

    static final byte OPEN = 1;
    static final byte CLOSE = 2;
    static final byte SEAL = 3;
    static final byte VERSION = 1;

    /** Kind, version, and the segment and offset of the call's first record, zero if it is this one. */
    static final int PREFIX = 18;

    static final int SEGMENT_AT = 2;
    static final int OFFSET_AT = 10;
    static final int SEAL_FOOTPRINT = footprint(PREFIX);

    private Frame() {}

    static int footprint(int length) {
        return HEAD + ((length + 7) & ~7);
    }

    static long head(int length, int checksum) {
        return ((long) checksum << 32) | length;
    }

    static int length(long head) {
        return (int) head;
    }

    static int checksum(long head) {
        return (int) (head >>> 32);
    }
}
