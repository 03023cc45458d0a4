package io.meridian.spend;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** One record's payload as it is put together; text is made fit for PostgreSQL on the way. For one thread. */
final class RecordWriter {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final char REPLACEMENT = '\uFFFD';
    static final int NULL_TEXT = 0xFFFF;

    private byte[] bytes = new byte[1024];
    private int length;

    RecordWriter start(byte kind, long segment, long offset) {
        length = 0;
        octet(kind);
        octet(Frame.VERSION);
        number(segment);
        number(offset);
        return this;
    }

    /** A record as it was read, under the identity of the call it opened. */
    RecordWriter copy(byte[] payload, long segment, long offset) {
        bytes = payload;
        length = payload.length;
        LONGS.set(bytes, Frame.SEGMENT_AT, segment);
        LONGS.set(bytes, Frame.OFFSET_AT, offset);
        return this;
    }

    /** What another record says behind its prefix. */
    RecordWriter append(RecordWriter other) {
        int more = other.length - Frame.PREFIX;
        require(more);
        System.arraycopy(other.bytes, Frame.PREFIX, bytes, length, more);
        length += more;
        return this;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    int checksum() {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    void octet(int value) {
        require(1);
        bytes[length++] = (byte) value;
    }

    void number(long value) {
        require(8);
        LONGS.set(bytes, length, value);
        length += 8;
    }

    /** Micro-seconds, as PostgreSQL keeps them; the smallest number stands for none. */
    void instant(@Nullable Instant value) {
        number(
                value == null
                        ? Long.MIN_VALUE
                        : Math.addExact(
                                Math.multiplyExact(value.getEpochSecond(), 1_000_000L), value.getNano() / 1000));
    }

    /** At most {@code limit} characters; NUL and halves of surrogate pairs become U+FFFD. */
    void text(@Nullable String value, int limit) {
        require(2);
        if (value == null) {
            shortAt(length, NULL_TEXT);
            length += 2;
            return;
        }
        int end = Math.min(value.length(), limit);
        if (end < value.length() && end > 0 && Character.isHighSurrogate(value.charAt(end - 1))) {
            end--;
        }
        int start = length;
        length += 2;
        require(3 * end);
        for (int i = 0; i < end; i++) {
            char unit = value.charAt(i);
            if (unit < 0x80 && unit != 0) {
                bytes[length++] = (byte) unit;
            } else if (Character.isHighSurrogate(unit)
                    && i + 1 < end
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                supplementary(Character.toCodePoint(unit, value.charAt(++i)));
            } else {
                plane(unit == 0 || Character.isSurrogate(unit) ? REPLACEMENT : unit);
            }
        }
        shortAt(start, length - start - 2);
    }

    private void plane(char unit) {
        if (unit < 0x800) {
            bytes[length++] = (byte) (0xC0 | unit >> 6);
        } else {
            bytes[length++] = (byte) (0xE0 | unit >> 12);
            bytes[length++] = (byte) (0x80 | unit >> 6 & 0x3F);
        }
        bytes[length++] = (byte) (0x80 | unit & 0x3F);
    }

    private void supplementary(int point) {
        bytes[length++] = (byte) (0xF0 | point >> 18);
        bytes[length++] = (byte) (0x80 | point >> 12 & 0x3F);
        bytes[length++] = (byte) (0x80 | point >> 6 & 0x3F);
        bytes[length++] = (byte) (0x80 | point & 0x3F);
    }

    private void shortAt(int at, int value) {
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >> 8);
    }

    private void require(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
