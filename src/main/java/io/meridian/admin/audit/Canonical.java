package io.meridian.admin.audit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that are sealed: a label that says what they are and in which version, then each value with its length
 * before it, so that no two different things have the same bytes. Confined to one thread.
 */
final class Canonical {
    private static final int ABSENT = -1;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);

    Canonical(String label, int version) {
        text(label).number(version);
    }

    Canonical text(@Nullable String value) {
        if (value == null) {
            bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(ABSENT).array());
            return this;
        }
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(text.length).array());
        bytes.writeBytes(text);
        return this;
    }

    Canonical number(long value) {
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                .putInt(Long.BYTES)
                .putLong(value)
                .array());
        return this;
    }

    /** With all its digits, or a change of the last of them would go unseen. */
    Canonical moment(Instant value) {
        return number(value.getEpochSecond()).number(value.getNano());
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
