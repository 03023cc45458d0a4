package io.meridian.spend;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/** The first bytes of a segment: whose it is and which, so that a copy of the file is still known for what it is. */
record SegmentHeader(UUID journal, long number) {
    static final int SIZE = 64;
    private static final long MAGIC = 0x4D45_5249_4A4E_4C01L;
    private static final int CHECKED = 32;

    /** What the marks of its records are made of: nobody outside can know it. */
    long seed() {
        return journal.getMostSignificantBits() ^ Long.rotateLeft(journal.getLeastSignificantBits(), 17) ^ number;
    }

    byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(MAGIC)
                .putLong(journal.getMostSignificantBits())
                .putLong(journal.getLeastSignificantBits())
                .putLong(number);
        return bytes.putInt(checksum(bytes.array())).array();
    }

    static Optional<SegmentHeader> read(byte[] segment) {
        if (segment.length < SIZE) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(segment).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getLong() != MAGIC || bytes.getInt(CHECKED) != checksum(segment)) {
            return Optional.empty();
        }
        return Optional.of(new SegmentHeader(new UUID(bytes.getLong(), bytes.getLong()), bytes.getLong()));
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, CHECKED);
        return (int) crc.getValue();
    }
}
