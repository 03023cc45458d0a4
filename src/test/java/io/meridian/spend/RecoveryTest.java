package io.meridian.spend;

import static io.meridian.spend.Calls.closed;
import static io.meridian.spend.Calls.opened;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {
    private static final int CALLS = 4;

    @TempDir
    private Path folder;

    @Test
    void aFileCutAtAnyByteReplaysToAPrefixOfTheCalls() throws IOException {
        Path file = write();
        byte[] whole = Files.readAllBytes(file);
        int end = endOf(whole);
        List<StagedCall> all = JournalFolder.replay(folder);
        assertThat(all).hasSize(2 * CALLS);
        int known = 0;
        for (int cut = 0; cut <= end; cut++) {
            Files.write(file, Arrays.copyOf(whole, cut));
            List<StagedCall> calls = JournalFolder.replay(folder);
            // a call is known by its open, and no longer interrupted by its close
            List<StagedCall> closed = calls.stream()
                    .filter(call -> call.call().outcome().status() == CallStatus.SUCCESS)
                    .toList();
            assertThat(closed).isEqualTo(all.subList(0, closed.size()));
            assertThat(calls.size()).isBetween(known, known + 1);
            known = calls.size();
        }
        assertThat(known).isEqualTo(2 * CALLS);
    }

    @Test
    void aTailOfZerosIsTheSameAsACut() throws IOException {
        Path file = write();
        byte[] whole = Files.readAllBytes(file);
        int end = endOf(whole);
        for (int cut = SegmentHeader.SIZE; cut <= end; cut += 7) {
            byte[] torn = whole.clone();
            Arrays.fill(torn, cut, torn.length, (byte) 0);
            Files.write(file, torn);
            assertThat(JournalFolder.replay(folder).size()).isLessThanOrEqualTo(2 * CALLS);
        }
    }

    @Test
    void damageBeforeTheLastRecordIsNeverSkipped() throws IOException {
        Path file = write();
        byte[] whole = Files.readAllBytes(file);
        int last = lastRecord(whole);
        for (int at = SegmentHeader.SIZE; at < last; at += 3) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x40;
            Files.write(file, damaged);
            if (!isPadding(whole, at)) {
                assertThatThrownBy(() -> JournalFolder.replay(folder))
                        .as("byte %d", at)
                        .isInstanceOf(DamagedJournalException.class);
            }
        }
    }

    @Test
    void aDamagedHeaderWithRecordsBehindItIsNeverSkipped() throws IOException {
        Path file = write();
        byte[] damaged = Files.readAllBytes(file);
        damaged[9] ^= 1;
        Files.write(file, damaged);
        assertThatThrownBy(() -> JournalFolder.replay(folder)).isInstanceOf(DamagedJournalException.class);
    }

    @Test
    void aMissingSegmentIsNeverSkipped() throws IOException {
        try (SpendJournal journal = JournalFolder.journal(folder)) {
            for (int i = 0; i < 700; i++) {
                CallTicket ticket = journal.open(opened(i));
                journal.close(ticket, closed(ticket.call(), i));
            }
        }
        List<Path> files = new SegmentFiles(folder).list();
        assertThat(files).hasSizeGreaterThan(2);
        byte[] first = Files.readAllBytes(files.getFirst());
        Files.write(files.getFirst(), Arrays.copyOf(first, first.length / 2));
        assertThatThrownBy(() -> JournalFolder.replay(folder)).isInstanceOf(DamagedJournalException.class);
        Files.write(files.getFirst(), first);
        Files.delete(files.get(1));
        assertThatThrownBy(() -> JournalFolder.replay(folder)).isInstanceOf(DamagedJournalException.class);
    }

    @Test
    void anInstanceAdoptsOnlyWhatNobodyOwns() throws IOException {
        JournalDirectory running = JournalDirectory.create(folder, java.util.UUID.randomUUID());
        assertThat(JournalDirectory.adopt(folder)).isEmpty();
        running.close();
        List<JournalDirectory> adopted = JournalDirectory.adopt(folder);
        assertThat(adopted).hasSize(1);
        assertThat(JournalDirectory.adopt(folder)).isEmpty();
        adopted.getFirst().delete();
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    /** Calls that close, then as many that stay open. */
    private Path write() throws IOException {
        try (SpendJournal journal = JournalFolder.journal(folder)) {
            for (int i = 0; i < CALLS; i++) {
                CallTicket ticket = journal.open(opened(i));
                journal.close(ticket, closed(ticket.call(), i));
                journal.open(opened(100 + i));
            }
        }
        List<Path> files = new SegmentFiles(folder).list();
        for (Path ahead : files.subList(1, files.size())) {
            Files.delete(ahead);
        }
        return files.getFirst();
    }

    private static int endOf(byte[] segment) {
        int end = segment.length;
        while (segment[end - 1] == 0) {
            end--;
        }
        return end + 8;
    }

    private static int lastRecord(byte[] segment) {
        int[] last = {0};
        SegmentScan.of(Path.of("segment"), segment).orElseThrow().visit((header, at, payload) -> last[0] = (int) at);
        return last[0];
    }

    /** The up to seven bytes between a record and the next belong to nobody. */
    private static boolean isPadding(byte[] segment, int at) {
        boolean[] padding = {true};
        SegmentScan.of(Path.of("segment"), segment).orElseThrow().visit((header, start, payload) -> {
            if (at >= start && at < start + Frame.HEAD + payload.length) {
                padding[0] = false;
            }
        });
        return padding[0];
    }
}
