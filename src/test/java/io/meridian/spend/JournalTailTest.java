package io.meridian.spend;

import static io.meridian.spend.Calls.closed;
import static io.meridian.spend.Calls.opened;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTailTest {
    @TempDir
    private Path folder;

    @Test
    void setsApartWhatCannotBeReadAndGoesOn() {
        List<CallIdentity> kept = new ArrayList<>();
        try (SpendJournal journal = JournalFolder.journal(folder)) {
            JournalTail tail = new JournalTail(journal, 10_000, (call, payload, why) -> kept.add(call));
            write(journal, 1);
            long empty = appendClose(journal, 0);
            write(journal, 2);
            long cut = appendClose(journal, 300);
            write(journal, 3);
            assertThat(all(tail))
                    .extracting(staged -> staged.call().outcome().requestId())
                    .containsExactly("chatcmpl-1", "chatcmpl-2", "chatcmpl-3");
            assertThat(kept)
                    .containsExactly(new CallIdentity(journal.id(), 1, empty), new CallIdentity(journal.id(), 1, cut));
        }
    }

    @Test
    void losesNothingOfABatchWhoseUnreadableRecordCouldNotBeKept() {
        AtomicBoolean full = new AtomicBoolean(true);
        try (SpendJournal journal = JournalFolder.journal(folder)) {
            JournalTail tail = new JournalTail(journal, 10_000, (call, payload, why) -> {
                if (full.get()) {
                    throw new IllegalStateException("no space left", why);
                }
            });
            int calls = 0;
            while (journal.extents(0).size() < 2) {
                write(journal, calls++);
            }
            appendClose(journal, 0);
            assertThatThrownBy(tail::next).hasMessage("no space left");
            full.set(false);
            assertThat(all(tail)).hasSize(calls);
        }
    }

    private static void write(SpendJournal journal, int number) {
        CallTicket ticket = journal.open(opened(number));
        journal.close(ticket, closed(ticket.call(), number));
    }

    /** One whose checksum is right, of so many bytes that mean nothing. */
    private static long appendClose(SpendJournal journal, int bytes) {
        RecordWriter record = new RecordWriter().start(Frame.CLOSE, 0, 0);
        for (int i = 0; i < bytes; i++) {
            record.octet(0x7F);
        }
        return journal.extents(0).getLast().segment().append(record, record.checksum());
    }

    @Test
    void readsEveryCloseOnceInBatches() {
        try (SpendJournal journal = JournalFolder.journal(folder)) {
            JournalTail tail = new JournalTail(journal, 7, JournalFolder.NONE_UNREADABLE);
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
