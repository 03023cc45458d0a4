package io.meridian.spend;

import static io.meridian.spend.Calls.closed;
import static io.meridian.spend.Calls.opened;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.meridian.base.Usd;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftReservationsIT {
    @TempDir
    private Path folder;

    private record Settled(String reservation, Usd cost) {}

    @Test
    void settlesWhatCallsHadReservedThatDiedWithTheirProcess() throws IOException {
        crash();
        assertThat(adopt(InterruptedSpend.NONE))
                .containsExactly(new Settled("held by call-1", Calls.cost(1)), new Settled("held by call-2", Usd.ZERO));
    }

    @Test
    void settlesThemWithWhatTheyAreCharged() throws IOException {
        crash();
        assertThat(adopt(InterruptedSpend.RESERVED))
                .contains(new Settled("held by call-2", opened(2).estimate().reserved()));
    }

    @Test
    void givesBackWhatWasReservedForCallsThatWereNeverOpened() throws IOException {
        UUID id = UUID.randomUUID();
        JournalDirectory directory = JournalDirectory.create(folder, id);
        UnopenedHolds holds = UnopenedHolds.create(directory.path());
        holds.note("of a call that was refused").run();
        holds.note("of one nobody opened");
        holds.note("held by call-2");
        // its end was about to be written down
        holds.note("held by call-2" + "20:300");
        holds.note("of one whose row is booked " + "5:7");
        SpendJournal journal = new SpendJournal(
                id, SpendSettings.in(folder), false, new SegmentFiles(directory.path()), new MetricRegistry());
        journal.open(opened(2));
        journal.close();
        directory.close();
        // the second was opened before it could be erased: it costs what an interrupted call costs, and once
        assertThat(adopt(InterruptedSpend.RESERVED))
                .containsExactly(
                        new Settled("held by call-2", opened(2).estimate().reserved()),
                        new Settled("of one nobody opened", Usd.ZERO),
                        new Settled("of one whose row is booked 5:7", Usd.ZERO));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void givesBackWhatWasReservedBeforeTheFirstRecord() throws IOException {
        JournalDirectory directory = JournalDirectory.create(folder, UUID.randomUUID());
        UnopenedHolds.create(directory.path()).note("of the very first call");
        directory.close();
        assertThat(adopt(InterruptedSpend.NONE)).containsExactly(new Settled("of the very first call", Usd.ZERO));
    }

    private void crash() throws IOException {
        UUID id = UUID.randomUUID();
        JournalDirectory directory = JournalDirectory.create(folder, id);
        SpendJournal journal = new SpendJournal(
                id, SpendSettings.in(folder), false, new SegmentFiles(directory.path()), new MetricRegistry());
        CallTicket ended = journal.open(opened(1));
        journal.open(opened(2));
        journal.close(ended, closed(ended.call(), 1));
        journal.close();
        directory.close();
    }

    private List<Settled> adopt(InterruptedSpend policy) {
        List<Settled> settled = new ArrayList<>();
        try (SpendDatabase database = SpendDatabase.create()) {
            SpendModule.create(
                            SpendSettings.in(folder).withInterrupted(policy),
                            Optional.of(database.database()),
                            (reservation, usage, cost) -> settled.add(new Settled(reservation, cost)),
                            Clock.systemUTC(),
                            new MetricRegistry())
                    .close();
        }
        return settled;
    }
}
