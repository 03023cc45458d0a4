package io.meridian.llm;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Bytes on their way, appended by range and written out at once; for one thread. */
final class SseBuffer {
    private byte[] bytes;
    private int length;

    SseBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    void append(byte[] from, int start, int end) {
        int size = end - start;
        if (size > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + size));
        }
        System.arraycopy(from, start, bytes, length, size);
        length += size;
    }

    /** Keeps only the bytes from an offset on. */
    void discardBefore(int offset) {
        length -= offset;
        System.arraycopy(bytes, offset, bytes, 0, length);
    }

    void clear() {
        length = 0;
    }

    boolean isEmpty() {
        return length == 0;
    }

    int length() {
        return length;
    }

    /** The array behind, valid up to the length until the next append. */
    byte[] array() {
        return bytes;
    }

    /** Writes everything and is empty then. */
    void drainTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
        length = 0;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }
}
