package io.meridian.spend;

import static io.meridian.spend.Calls.closed;
import static io.meridian.spend.Calls.opened;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import io.meridian.base.GatewayException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpendJournalTest {
    @TempDir
    private Path folder;

    @Test
    void replaysWhatWasClosedAndWhatWasNot() {
        try (SpendJournal journal = JournalFolder.journal(folder)) {
            CallTicket first = journal.open(opened(1));
            journal.open(opened(2));
            journal.close(first, closed(first.call(), 1));
            journal.record(closed(opened(3), 3));
            assertThat(journal.openCalls()).isEqualTo(1);
        }
        List<StagedCall> calls = JournalFolder.replay(folder);
        assertThat(calls).hasSize(3);
        assertThat(calls.get(0).call()).isEqualTo(closed(opened(1), 1));
        assertThat(calls.get(1).call()).isEqualTo(closed(opened(3), 3));
        assertThat(calls.get(2).call().outcome().status()).isEqualTo(CallStatus.INTERRUPTED);
        assertThat(calls.get(2).call().opened()).isEqualTo(opened(2));
    }

    @Test
    void aCloseHasTheSameBytesWhetherItsOpenIsCopiedOrWrittenAgain() {
        OpenedCall call =
                opened("NUL \0, a half \ud800 " + "ü€".repeat(200), Calls.START, List.of("t".repeat(300), "€"));
        RecordWriter open = new RecordWriter().start(Frame.OPEN, 0, 0);
        CallCodec.writeOpened(open, call);
        CallTicket ticket = new CallTicket(call, open);
        ticket.segment = 7;
        ticket.offset = 4096;
        RecordWriter copied = ticket.beginClose();
        CallCodec.writeEnd(copied, closed(call, 1));
        RecordWriter again = new RecordWriter().start(Frame.CLOSE, 7, 4096);
        CallCodec.writeClosed(again, closed(call, 1));
        assertThat(Arrays.copyOf(copied.bytes(), copied.length()))
                .isEqualTo(Arrays.copyOf(again.bytes(), again.length()));
    }

    @Test
    void aCallIsClosedOnce() {
        try (SpendJournal journal = JournalFolder.journal(folder)) {
            CallTicket ticket = journal.open(opened(1));
            journal.close(ticket, closed(ticket.call(), 1));
            journal.close(ticket, closed(ticket.call(), 2));
        }
        assertThat(JournalFolder.replay(folder)).hasSize(1);
    }

    @Test
    void callsKeepTheirIdentityOverManySegments() {
        int calls = 4000;
        List<CallTicket> slow = new ArrayList<>();
        try (SpendJournal journal = JournalFolder.journal(folder, true, new SegmentFiles(folder))) {
            for (int i = 0; i < calls; i++) {
                CallTicket ticket = journal.open(opened(i));
                if (i % 100 == 0) {
                    slow.add(ticket);
                } else {
                    journal.close(ticket, closed(ticket.call(), i));
                }
            }
            for (CallTicket ticket : slow.subList(0, 20)) {
                journal.close(ticket, closed(ticket.call(), 7));
            }
        }
        List<StagedCall> replayed = JournalFolder.replay(folder);
        Set<CallIdentity> identities = new HashSet<>();
        replayed.forEach(call -> identities.add(call.identity()));
        assertThat(replayed).hasSize(calls);
        assertThat(identities).hasSize(calls);
        assertThat(replayed.stream()
                        .filter(call -> call.call().outcome().status() == CallStatus.INTERRUPTED)
                        .map(call -> call.call().opened().callId()))
                .containsExactlyInAnyOrderElementsOf(slow.subList(20, slow.size()).stream()
                        .map(ticket -> ticket.call().callId())
                        .toList());
    }

    @Test
    void manyThreadsLoseNothing() throws Exception {
        int threads = 8;
        int each = 200;
        CountDownLatch done = new CountDownLatch(threads);
        try (SpendJournal journal = JournalFolder.journal(folder, true, new SegmentFiles(folder))) {
            for (int t = 0; t < threads; t++) {
                int base = t * each;
                Thread.startVirtualThread(() -> {
                    for (int i = 0; i < each; i++) {
                        CallTicket ticket = journal.open(opened(base + i));
                        journal.close(ticket, closed(ticket.call(), base + i));
                    }
                    done.countDown();
                });
            }
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(JournalFolder.replay(folder).stream()
                        .map(call -> call.call().opened().callId())
                        .distinct())
                .hasSize(threads * each);
    }

    @Test
    void refusesPricedCallsAtItsBoundButClosesThoseThatRun() throws IOException {
        List<CallTicket> running = new ArrayList<>();
        try (SpendJournal journal = JournalFolder.journal(folder)) {
            assertThatThrownBy(() -> {
                        for (; ; ) {
                            running.add(journal.open(opened(running.size())));
                            CallTicket quick = journal.open(opened(-1));
                            journal.close(quick, closed(quick.call(), 1, "{\"a\":\"" + "x".repeat(4000) + "\"}"));
                        }
                    })
                    .isInstanceOfSatisfying(
                            GatewayException.Unavailable.class,
                            refusal -> assertThat(refusal.retryAfter()).isPresent());
            assertThat(journal.bytes()).isLessThanOrEqualTo(1 << 20);
            assertThat(unpriced(journal)).isNotNull();
            running.forEach(ticket ->
                    journal.close(ticket, closed(ticket.call(), 1, "{\"a\":\"" + "y".repeat(8000) + "\"}")));
        }
        Set<String> closed = new HashSet<>();
        JournalFolder.replay(folder).stream()
                .filter(call -> call.call().outcome().status() == CallStatus.SUCCESS)
                .forEach(call -> closed.add(call.call().opened().callId()));
        assertThat(running).hasSizeGreaterThan(20);
        assertThat(closed)
                .contains(running.stream().map(ticket -> ticket.call().callId()).toArray(String[]::new));
    }

    private static CallTicket unpriced(SpendJournal journal) {
        OpenedCall call = opened(5);
        CallTicket ticket = journal.open(new OpenedCall(
                call.callId(),
                call.callType(),
                call.caller(),
                call.target(),
                List.of(),
                Estimate.NONE,
                false,
                call.startedAt(),
                ""));
        journal.close(ticket, closed(ticket.call(), 0));
        return ticket;
    }

    @Test
    void refusesPricedCallsWhileTheDiskIsFullAndRecovers() {
        FullDisk disk = new FullDisk(folder);
        try (SpendJournal journal = JournalFolder.journal(folder, false, disk)) {
            disk.full = true;
            List<CallTicket> running = new ArrayList<>();
            assertThatThrownBy(() -> {
                        for (; ; ) {
                            running.add(journal.open(opened(running.size())));
                        }
                    })
                    .isInstanceOf(GatewayException.Unavailable.class);
            assertThat(disk.folder()).isNotEmpty();
            running.forEach(ticket -> journal.close(ticket, closed(ticket.call(), 1)));
            disk.full = false;
            CallTicket again = openWhenPossible(journal);
            journal.close(again, closed(again.call(), 9));
            assertThat(JournalFolder.replay(folder).stream()
                            .filter(call -> call.call().outcome().status() == CallStatus.SUCCESS))
                    .hasSize(running.size() + 1);
        }
    }

    @Test
    void goesOnMakingSegmentsAfterAnError() {
        AtomicInteger errors = new AtomicInteger(2);
        SegmentFiles broken = new SegmentFiles(folder) {
            @Override
            Path fill(SegmentHeader header, long size) throws IOException {
                if (header.number() > 1 && errors.getAndDecrement() > 0) {
                    throw new OutOfMemoryError("no memory for a buffer");
                }
                return super.fill(header, size);
            }
        };
        try (SpendJournal journal = JournalFolder.journal(folder, false, broken)) {
            for (int i = 0; i < 600; i++) {
                CallTicket ticket = openWhenPossible(journal);
                journal.close(ticket, closed(ticket.call(), 1));
            }
        }
        assertThat(JournalFolder.replay(folder)).hasSize(600);
    }

    @Test
    void aDiskThatCannotBeForcedLosesNoCall() throws IOException {
        SegmentFiles unforced = new SegmentFiles(folder) {
            @Override
            void force(Segment segment, long from, long to) {
                throw new UncheckedIOException(new IOException("Input/output error"));
            }
        };
        MetricRegistry metrics = new MetricRegistry();
        SpendSettings settings = JournalFolder.settings(folder).withForceEvery(Duration.ZERO);
        int calls = 600;
        try (SpendJournal journal = new SpendJournal(UUID.randomUUID(), settings, true, unforced, metrics)) {
            for (int i = 0; i < calls; i++) {
                CallTicket ticket = journal.open(opened(i));
                journal.close(ticket, closed(ticket.call(), i));
            }
            assertThat(journal.openCalls()).isZero();
            assertThat(journal.pending(Position.START, Calls.CHARGE))
                    .hasValue(IntStream.range(0, calls)
                            .mapToLong(i -> Calls.cost(i).nanos())
                            .sum());
        }
        assertThat(JournalFolder.replay(folder)).hasSize(calls);
        assertThat(metrics.counter("spend.journal.force_failures").getCount()).isGreaterThan(2L * calls);
    }

    private static CallTicket openWhenPossible(SpendJournal journal) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        for (; ; ) {
            try {
                return journal.open(opened(9));
            } catch (GatewayException.Unavailable full) {
                assertThat(System.nanoTime()).isLessThan(deadline);
            }
        }
    }

    private static final class FullDisk extends SegmentFiles {
        private volatile boolean full;

        private FullDisk(Path directory) {
            super(directory);
        }

        private List<Path> folder() {
            try {
                return list();
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
        }

        @Override
        Path fill(SegmentHeader header, long size) throws IOException {
            if (full) {
                throw new IOException("No space left on device");
            }
            return super.fill(header, size);
        }
    }

    @Test
    void aRingOverwritesItsOldestAndRefusesNothing() throws IOException {
        try (SpendJournal journal = new SpendJournal(
                java.util.UUID.randomUUID(),
                SpendSettings.in(folder),
                true,
                new SegmentFiles(folder),
                new com.codahale.metrics.MetricRegistry())) {
            CallTicket old = journal.open(opened(1));
            ClosedCall call = closed(opened(2), 2, "{\"a\":\"" + "x".repeat(8000) + "\"}");
            for (int i = 0; i < 12_000; i++) {
                CallTicket ticket = journal.open(call.opened());
                journal.close(ticket, call);
            }
            journal.close(old, closed(old.call(), 1));
            assertThat(journal.bytes()).isLessThanOrEqualTo(SpendSettings.RING_BYTES);
        }
        long bytes = 0;
        for (Path file : new SegmentFiles(folder).list()) {
            bytes += Files.size(file);
        }
        assertThat(bytes).isLessThanOrEqualTo(SpendSettings.RING_BYTES);
    }

    @Test
    void cleansWhatClientsSend() {
        String lone = "a\uD800b\u0000c";
        OpenedCall call = Calls.opened(lone, Calls.START, List.of("t".repeat(1 << 20), "\uD83D\uDE00"));
        try (SpendJournal journal = JournalFolder.journal(folder)) {
            journal.record(closed(call, 1, "{\"a\":\"\\u0000\\ud800\"}"));
        }
        ClosedCall read = JournalFolder.replay(folder).getFirst().call();
        assertThat(read.opened().callId()).isEqualTo("a\uFFFDb\uFFFDc");
        assertThat(read.opened().caller().tags()).containsExactly("t".repeat(256), "\uD83D\uDE00");
        assertThat(read.outcome().metadata()).doesNotContain("\\u0000").doesNotContain("\uD800");
    }
}
