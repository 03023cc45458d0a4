package io.meridian.spend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The files of one journal. Every block is written before a file gets its name: a full disk shows here, not later. */
class SegmentFiles {
    private static final int BLOCK = 1 << 20;
    private static final String SUFFIX = ".segment";

    private final Path directory;

    SegmentFiles(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    /** A file of the size asked for, not yet part of the journal. */
    Path fill(SegmentHeader header, long size) throws IOException {
        Path unfinished = directory.resolve(name(header) + ".new");
        try {
            fill(unfinished, header, size);
            return unfinished;
        } catch (IOException failure) {
            // a half-written file would keep the space that is missing
            Files.deleteIfExists(unfinished);
            throw failure;
        }
    }

    /** Gives a filled file its place, also that of a smaller one nobody has used yet. */
    Path publish(Path unfinished, SegmentHeader header) throws IOException {
        return Files.move(unfinished, directory.resolve(name(header)), StandardCopyOption.ATOMIC_MOVE);
    }

    /** In the order in which they were written. */
    List<Path> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(SegmentFiles::isSegment).sorted().toList();
        }
    }

    static boolean isSegment(Path file) {
        return file.getFileName().toString().endsWith(SUFFIX);
    }

    private static String name(SegmentHeader header) {
        return "%012d%s".formatted(header.number(), SUFFIX);
    }

    void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    /** Writes a part of a mapped file to the disk. */
    void force(Segment segment, long from, long to) {
        segment.force(from, to);
    }

    private static void fill(Path file, SegmentHeader header, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(BLOCK);
            for (long left = size; left > 0; ) {
                zeros.clear().limit((int) Math.min(BLOCK, left));
                left -= channel.write(zeros);
            }
            channel.write(ByteBuffer.wrap(header.bytes()), 0);
            channel.force(true);
        }
    }
}
