package io.meridian.spend;

import io.meridian.api.Usage;
import io.meridian.base.Usd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A directory whose owner is gone, read and found whole; drained into PostgreSQL and then removed. */
final class Adoption {
    private final JournalDirectory directory;
    private final List<AbandonedJournal> journals;
    private final long bytes;
    /** Of the batch that is tried again. */
    private final Set<String> settled = new HashSet<>();

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
        } catch (IOException | RuntimeException failure) {
            JournalDirectory.closeAll(directories, failure);
            throw failure;
        }
    }

    long bytes() {
        return bytes;
    }

    void drain(SpendLogStore log, Ingestion ingestion, SpendSettings settings, Reservations reservations)
            throws IOException, SQLException {
        AbandonedJournal.Taker taker = batch -> {
            settle(batch, reservations);
            ingestion.ingest(batch);
            settled.clear();
        };
        Set<String> opened = new HashSet<>();
        boolean newest = true;
        for (AbandonedJournal journal : journals) {
            Position done = log.position(journal.id());
            journal.closedFrom(done, settings.batchRows(), ingestion, taker);
            Optional<IngestBatch> interrupted = journal.interrupted(settings.interrupted(), ingestion);
            // somebody read further than this copy goes, and knows better how its open calls ended
            newest &= !journal.end().isBefore(done);
            if (interrupted.isPresent() && !journal.end().isBefore(done)) {
                interrupted.get().calls().stream()
                        .map(call -> call.call().opened().reservation())
                        .filter(reservation -> !reservation.isEmpty())
                        .forEach(opened::add);
                taker.take(interrupted.get());
            }
        }
        if (newest) {
            giveBack(opened, reservations);
        }
        directory.delete();
    }

    /**
     * Closed calls too: the process may have died before it settled them. All before they are booked, since whoever
     * finds them booked after another crash asks no more; but once, however often PostgreSQL has to be tried.
     */
    private void settle(IngestBatch batch, Reservations reservations) {
        for (StagedCall staged : batch.calls()) {
            String reservation = staged.call().opened().reservation();
            OutcomeFacts outcome = staged.call().outcome();
            if (!reservation.isEmpty() && settled.add(reservation)) {
                reservations.settle(reservation, outcome.usage(), outcome.cost());
            }
        }
    }

    /**
     * What was reserved for calls that were never opened: nobody was asked, and nothing is owed. And for calls that had
     * ended, before Redis heard of it: their notes tell what is owed.
     */
    private void giveBack(Set<String> opened, Reservations reservations) throws IOException {
        for (String reservation : UnopenedHolds.left(directory.path())) {
            if (opened.stream().noneMatch(reservation::startsWith)) {
                reservations.settle(reservation, Usage.NONE, Usd.ZERO);
            }
        }
    }

    void discard() throws IOException {
        directory.delete();
    }

    void release() throws IOException {
        directory.close();
    }
}
