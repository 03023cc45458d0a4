package io.meridian.spend;

import com.codahale.metrics.MetricRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Journals in a folder, and what can be read back from it. */
final class JournalFolder {
    static final UnreadableRecords NONE_UNREADABLE = (call, payload, why) -> {
        throw why;
    };

    private JournalFolder() {}

    static SpendSettings settings(Path folder) {
        return SpendSettings.in(folder).withSizes(256 << 10, 1 << 20);
    }

    static SpendJournal journal(Path folder) {
        return journal(folder, false, new SegmentFiles(folder));
    }

    static SpendJournal journal(Path folder, boolean ring, SegmentFiles files) {
        try {
            return new SpendJournal(UUID.randomUUID(), settings(folder), ring, files, new MetricRegistry());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What recovery finds: the closed calls in order, then those without an end. */
    static List<StagedCall> replay(Path folder) {
        List<StagedCall> calls = new ArrayList<>();
        try {
            for (AbandonedJournal journal : AbandonedJournal.in(new SegmentFiles(folder))) {
                journal.closedFrom(Position.START, 100, NONE_UNREADABLE, batch -> calls.addAll(batch.calls()));
                journal.interrupted(InterruptedSpend.NONE, NONE_UNREADABLE)
                        .ifPresent(batch -> calls.addAll(batch.calls()));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (SQLException impossible) {
            throw new IllegalStateException(impossible);
        }
        return calls;
    }
}
