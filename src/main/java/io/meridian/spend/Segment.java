package io.meridian.spend;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/** One mapped file of the journal. Appends are serialised by the journal's lock; all may read what is published. */
final class Segment implements AutoCloseable {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle HEAD = LONG.varHandle();

    private final SegmentHeader header;
    private final Path file;
    private final Arena arena;
    private final MemorySegment memory;

    /** Memory that is being forced to the disk must not be unmapped. */
    private final ReentrantLock lifetime = new ReentrantLock();

    private long end = SegmentHeader.SIZE;

    private Segment(SegmentHeader header, Path file, Arena arena, MemorySegment memory) {
        this.header = header;
        this.file = file;
        this.arena = arena;
        this.memory = memory;
    }

    static Segment map(SegmentHeader header, Path file) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Segment(
                    header, file, arena, channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size(), arena));
        } catch (IOException failure) {
            arena.close();
            throw failure;
        }
    }

    /** Writes the payload, and only then, in one store, what makes it a record. */
    long append(RecordWriter record, int checksum) {
        long at = end;
        MemorySegment.copy(record.bytes(), 0, memory, ValueLayout.JAVA_BYTE, at + Frame.HEAD, record.length());
        memory.set(LONG, at + 8, header.seed() ^ at);
        HEAD.setRelease(memory, at, Frame.head(record.length(), checksum));
        end = at + Frame.footprint(record.length());
        return at;
    }

    byte[] payload(long at, int length) {
        byte[] payload = new byte[length];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at + Frame.HEAD, payload, 0, length);
        return payload;
    }

    byte kindAt(long at) {
        return memory.get(ValueLayout.JAVA_BYTE, at + Frame.HEAD);
    }

    int lengthAt(long at) {
        return Frame.length((long) HEAD.getAcquire(memory, at));
    }

    /** Room for records; the seal's is kept apart. */
    long free() {
        return memory.byteSize() - end - Frame.SEAL_FOOTPRINT;
    }

    long capacity() {
        return memory.byteSize() - SegmentHeader.SIZE - Frame.SEAL_FOOTPRINT;
    }

    long size() {
        return memory.byteSize();
    }

    long number() {
        return header.number();
    }

    long end() {
        return end;
    }

    Path file() {
        return file;
    }

    void force(long from, long to) {
        lifetime.lock();
        try {
            if (to > from && arena.scope().isAlive()) {
                memory.asSlice(from, to - from).force();
            }
        } finally {
            lifetime.unlock();
        }
    }

    @Override
    public void close() {
        lifetime.lock();
        try {
            if (arena.scope().isAlive()) {
                arena.close();
            }
        } finally {
            lifetime.unlock();
        }
    }
}
