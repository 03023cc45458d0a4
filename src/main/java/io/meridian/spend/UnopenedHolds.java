package io.meridian.spend;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What calls reserve that the journal does not know yet: a mapped file of places that are filled before something is
 * reserved and emptied when the call is opened. What is in it when the process dies is given back by whoever adopts the
 * directory. Safe for use by many threads.
 */
public final class UnopenedHolds {
    static final String FILE = "holds";
    /** More at once are not noted; so many are on their way only while Redis does not answer. */
    static final int PLACES = 2048;

    private static final int PLACE = 1536;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LENGTH = LONG.varHandle();

    private final MemorySegment memory;
    private final AtomicLongArray taken = new AtomicLongArray(PLACES / Long.SIZE);

    private UnopenedHolds(MemorySegment memory) {
        this.memory = memory;
    }

    /** Every block is written before it is mapped: a full disk shows here, not later. */
    static UnopenedHolds create(Path directory) throws IOException {
        Path file = Files.write(directory.resolve(FILE), new byte[PLACES * PLACE], StandardOpenOption.CREATE_NEW);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            // never closed: Redis may answer, and a note be erased, when all else has ended
            return new UnopenedHolds(
                    channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) PLACES * PLACE, Arena.ofAuto()));
        }
    }

    /** What a process that died has left in its directory. */
    static List<String> left(Path directory) throws IOException {
        List<String> left = new ArrayList<>();
        Path file = directory.resolve(FILE);
        if (Files.exists(file)) {
            MemorySegment read = MemorySegment.ofArray(Files.readAllBytes(file));
            for (long place = 0; place + PLACE <= read.byteSize(); place += PLACE) {
                long length = read.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), place);
                if (length > 0 && length <= PLACE - Long.BYTES) {
                    byte[] text = read.asSlice(place + Long.BYTES, length).toArray(ValueLayout.JAVA_BYTE);
                    left.add(new String(text, StandardCharsets.UTF_8));
                }
            }
        }
        return left;
    }

    /** Notes what is about to be reserved; what is answered erases the note, once. */
    public Runnable note(String reservation) {
        byte[] text = reservation.getBytes(StandardCharsets.UTF_8);
        int place = text.length > PLACE - Long.BYTES ? -1 : take();
        if (place < 0) {
            return UnopenedHolds::nothing;
        }
        long at = (long) place * PLACE;
        MemorySegment.copy(text, 0, memory, ValueLayout.JAVA_BYTE, at + Long.BYTES, text.length);
        // last, so that whoever finds a length finds the text
        LENGTH.setRelease(memory, at, (long) text.length);
        AtomicBoolean erased = new AtomicBoolean();
        return () -> {
            if (erased.compareAndSet(false, true)) {
                LENGTH.setRelease(memory, at, 0L);
                free(place);
            }
        };
    }

    /** The first that is free, so that few pages are ever touched; -1 if none is. */
    private int take() {
        for (int word = 0; word < taken.length(); word++) {
            for (long bits = taken.get(word); bits != -1L; bits = taken.get(word)) {
                int bit = Long.numberOfTrailingZeros(~bits);
                if (taken.compareAndSet(word, bits, bits | 1L << bit)) {
                    return word * Long.SIZE + bit;
                }
            }
        }
        return -1;
    }

    private static void nothing() {}

    private void free(int place) {
        taken.getAndUpdate(place / Long.SIZE, bits -> bits & ~(1L << place));
    }

    /** Whether nothing is noted: nobody has to adopt what is left here. */
    boolean isEmpty() {
        for (int word = 0; word < taken.length(); word++) {
            if (taken.get(word) != 0) {
                return false;
            }
        }
        return true;
    }
}
