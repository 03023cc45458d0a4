package io.meridian.spend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A directory whose owner is gone, read and found whole; drained into PostgreSQL and then removed. */
final class Adoption {
    private final JournalDirectory directory;
    private final List<AbandonedJournal> journals;
    private final long bytes;

    private Adoption(JournalDirectory directory, List<AbandonedJournal> journals, long bytes) {
        this.directory = directory;
        this.journals = journals;
        this.bytes = bytes;
    }

    /** Takes all that nobody owns. Damage in one of them is thrown, and none is kept. */
    static List<Adoption> all(Path data) throws IOException {
        List<JournalDirectory> directories = JournalDirectory.adopt(data);
        try {
            List<Adoption> adoptions = new ArrayList<>();
            for (JournalDirectory directory : directories) {
                SegmentFiles files = new SegmentFiles(directory.path());
                long bytes = 0;
                for (Path file : files.list()) {
                    bytes += Files.size(file);
                }
                adoptions.add(new Adoption(directory, AbandonedJournal.in(files), bytes));
            }
            return adoptions;
        } catch (DamagedJournalException damage) {
            for (JournalDirectory directory : directories) {
                directory.close();
            }
            throw damage;
        }
    }

    long bytes() {
        return bytes;
    }

    void drain(SpendLogStore log, Ingestion ingestion, SpendSettings settings) throws IOException, SQLException {
        for (AbandonedJournal journal : journals) {
            Position done = log.position(journal.id());
            journal.closedFrom(done, settings.batchRows(), ingestion::ingest);
            Optional<IngestBatch> interrupted = journal.interrupted(settings.interrupted());
            // somebody read further than this copy goes, and knows better how its open calls ended
            if (interrupted.isPresent() && !journal.end().isBefore(done)) {
                ingestion.ingest(interrupted.get());
            }
        }
        directory.delete();
    }

    void discard() throws IOException {
        directory.delete();
    }

    void release() throws IOException {
        directory.close();
    }
}
