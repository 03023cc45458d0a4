package io.meridian.spend;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Reads what {@link RecordWriter} wrote, field by field. For one thread. */
final class RecordReader {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private int at;

    RecordReader(byte[] payload) {
        this.bytes = payload;
        this.at = Frame.PREFIX;
    }

    static long numberAt(byte[] payload, int at) {
        return (long) LONGS.get(payload, at);
    }

    int octet() {
        return bytes[at++] & 0xFF;
    }

    long number() {
        long value = (long) LONGS.get(bytes, at);
        at += 8;
        return value;
    }

    @Nullable
    Instant instantOrNull() {
        long micros = number();
        return micros == Long.MIN_VALUE ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    Instant instant() {
        return Instant.EPOCH.plus(number(), ChronoUnit.MICROS);
    }

    @Nullable
    String textOrNull() {
        int length = bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8;
        at += 2;
        if (length == RecordWriter.NULL_TEXT) {
            return null;
        }
        String value = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return value;
    }

    String text() {
        String value = textOrNull();
        return value == null ? "" : value;
    }
}
