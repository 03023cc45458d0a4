package io.meridian.spend;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Reads a segment nobody writes any more, record by record up to the first that is not whole. That may only be the
 * last: if a valid one follows, the file is damaged and nothing is guessed.
 */
final class SegmentScan {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** A record and the place it was found. */
    interface Visitor {
        void record(SegmentHeader header, long at, byte[] payload);
    }

    private final Path file;
    private final byte[] bytes;
    private final SegmentHeader header;

    private SegmentScan(Path file, byte[] bytes, SegmentHeader header) {
        this.file = file;
        this.bytes = bytes;
        this.header = header;
    }

    /** Empty for a file that was cut within its header. */
    static Optional<SegmentScan> of(Path file, byte[] bytes) {
        Optional<SegmentHeader> header = SegmentHeader.read(bytes);
        if (header.isEmpty()) {
            for (int at = SegmentHeader.SIZE; at < bytes.length; at++) {
                if (bytes[at] != 0) {
                    throw new DamagedJournalException(file, 0, "its header is unreadable, but records follow");
                }
            }
        }
        return header.map(found -> new SegmentScan(file, bytes, found));
    }

    SegmentHeader header() {
        return header;
    }

    /** Visits all records and returns where they end and whether a seal stands there. */
    End visit(Visitor visitor) {
        int at = SegmentHeader.SIZE;
        while (isRecord(at)) {
            int length = Frame.length(head(at));
            byte[] payload = Arrays.copyOfRange(bytes, at + Frame.HEAD, at + Frame.HEAD + length);
            at += Frame.footprint(length);
            if (payload[0] == Frame.SEAL) {
                requireNothingFrom(at);
                return new End(at, true);
            }
            visitor.record(header, (long) at - Frame.footprint(length), payload);
        }
        requireNothingFrom(at);
        return new End(at, false);
    }

    record End(long offset, boolean sealed) {}

    private void requireNothingFrom(int start) {
        for (int at = start; at + Frame.HEAD < bytes.length; at += 8) {
            if (isRecord(at)) {
                throw new DamagedJournalException(file, start, "no record, but one follows at offset " + at);
            }
        }
    }

    private boolean isRecord(int at) {
        if (at + Frame.HEAD + Frame.PREFIX > bytes.length || (long) LONGS.get(bytes, at + 8) != (header.seed() ^ at)) {
            return false;
        }
        long head = head(at);
        int length = Frame.length(head);
        if (length < Frame.PREFIX || length > bytes.length - at - Frame.HEAD) {
            return false;
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, at + Frame.HEAD, length);
        return (int) crc.getValue() == Frame.checksum(head);
    }

    private long head(int at) {
        return (long) LONGS.get(bytes, at);
    }
}
