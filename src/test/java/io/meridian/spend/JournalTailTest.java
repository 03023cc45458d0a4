package io.meridian.spend;

import static io.meridian.spend.Calls.closed;
import static io.meridian.spend.Calls.opened;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTailTest {
    @TempDir
    private Path folder;

    @Test
    void losesNothingOfABatchThatCouldNotBeReadToItsEnd() throws IOException {
        try (SpendJournal journal = JournalFolder.journal(folder)) {
            JournalTail tail = new JournalTail(journal, 10_000);
            int calls = 0;
            while (journal.extents(0).size() < 2) {
                CallTicket ticket = journal.open(opened(calls));
                journal.close(ticket, closed(ticket.call(), calls++));
            }
            Segment last = journal.extents(0).getLast().segment();
            RecordWriter record = new RecordWriter().start(Frame.CLOSE, 0, 0);
            long broken = last.append(record, record.checksum());
            assertThatThrownBy(tail::next).isInstanceOf(RuntimeException.class);
            makeOpen(last.file(), broken);
            assertThat(all(tail)).hasSize(calls);
        }
    }

    private static void makeOpen(Path file, long record) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {Frame.OPEN}), record + Frame.HEAD);
        }
    }

    @Test
    void readsEveryCloseOnceInBatches() {
        try (SpendJournal journal = JournalFolder.journal(folder)) {
            JournalTail tail = new JournalTail(journal, 7);
            for (int i = 0; i < 100; i++) {
                CallTicket ticket = journal.open(opened(i));
                journal.open(opened(1000 + i));
                journal.close(ticket, closed(ticket.call(), i));
            }
            List<StagedCall> read = all(tail);
            assertThat(read).hasSize(100);
            assertThat(read.get(99).call()).isEqualTo(closed(opened(99), 99));
            assertThat(tail.next()).isEmpty();
        }
    }

    private static List<StagedCall> all(JournalTail tail) {
        List<StagedCall> calls = new ArrayList<>();
        for (Optional<IngestBatch> batch = tail.next(); batch.isPresent(); batch = tail.next()) {
            calls.addAll(batch.get().calls());
            tail.committed();
        }
        return calls;
    }
}
