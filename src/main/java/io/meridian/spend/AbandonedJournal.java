package io.meridian.spend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an instance that is gone has left of one journal: its closed calls, and those that were running when it died.
 * Read twice, once to see that it is whole and once to be ingested, so that no more than a segment is in memory.
 */
final class AbandonedJournal {
    /** What becomes of a batch. */
    interface Taker {
        void take(IngestBatch batch) throws SQLException;
    }

    private final UUID id;
    private final List<Path> segments;
    private final Map<CallIdentity, byte[]> open;
    private final Position end;

    private AbandonedJournal(UUID id, List<Path> segments, Map<CallIdentity, byte[]> open, Position end) {
        this.id = id;
        this.segments = segments;
        this.open = open;
        this.end = end;
    }

    /** The journals in a directory: one, or several if somebody copied segments together. Throws on damage. */
    static List<AbandonedJournal> in(SegmentFiles files) throws IOException {
        Map<UUID, List<Path>> byJournal = new TreeMap<>();
        for (Path file : files.list()) {
            SegmentScan.of(file, Files.readAllBytes(file))
                    .ifPresent(scan -> byJournal
                            .computeIfAbsent(scan.header().journal(), id -> new ArrayList<>())
                            .add(file));
        }
        List<AbandonedJournal> journals = new ArrayList<>();
        for (Map.Entry<UUID, List<Path>> found : byJournal.entrySet()) {
            journals.add(read(found.getKey(), found.getValue()));
        }
        return journals;
    }

    private static AbandonedJournal read(UUID id, List<Path> segments) throws IOException {
        Map<CallIdentity, byte[]> open = new LinkedHashMap<>();
        Position end = Position.START;
        @Nullable Path unsealed = null;
        for (Path file : segments) {
            SegmentScan scan = scan(file);
            long number = scan.header().number();
            if (end.segment() != 0 && number != end.segment() + 1) {
                throw new DamagedJournalException(file, 0, "the segment before it is missing");
            }
            boolean[] empty = {true};
            SegmentScan.End last = scan.visit((header, at, payload) -> {
                empty[0] = false;
                follow(open, new Position(header.number(), at), id, payload);
            });
            if (unsealed != null && !empty[0]) {
                throw new DamagedJournalException(unsealed, end.offset(), "it stops, but the next segment has records");
            }
            // a segment made ahead and never used says nothing about where the journal ends
            if (unsealed == null) {
                end = new Position(number, last.offset());
            }
            unsealed = last.sealed() ? null : file;
        }
        return new AbandonedJournal(id, segments, open, end);
    }

    private static void follow(Map<CallIdentity, byte[]> open, Position at, UUID id, byte[] payload) {
        CallIdentity identity = JournalTail.identity(id, at, payload);
        if (payload[0] == Frame.OPEN) {
            open.put(identity, payload);
        } else {
            open.remove(identity);
        }
    }

    UUID id() {
        return id;
    }

    Position end() {
        return end;
    }

    /** Hands on, in order and in batches, the closed calls from this position on. */
    void closedFrom(Position position, int batchRows, UnreadableRecords unreadable, Taker ingest)
            throws IOException, SQLException {
        for (Path file : segments) {
            SegmentScan scan = scan(file);
            if (scan.header().number() < position.segment()) {
                continue;
            }
            List<StagedCall> calls = new ArrayList<>();
            SegmentScan.End last = scan.visit((header, at, payload) -> {
                Position found = new Position(header.number(), at);
                if (payload[0] == Frame.CLOSE && !found.isBefore(position)) {
                    JournalTail.staged(id, found, payload, unreadable).ifPresent(calls::add);
                }
            });
            for (int from = 0; from < calls.size(); from += batchRows) {
                int to = Math.min(from + batchRows, calls.size());
                Position behind = to < calls.size()
                        ? calls.get(to).at()
                        : new Position(scan.header().number(), last.offset());
                ingest.take(new IngestBatch(id, calls.subList(from, to), behind));
            }
        }
    }

    /** The calls that were opened and never closed, as the policy books them. */
    Optional<IngestBatch> interrupted(InterruptedSpend policy, UnreadableRecords unreadable) {
        List<StagedCall> calls = new ArrayList<>();
        open.forEach((identity, payload) -> {
            OpenedCall call;
            try {
                call = CallCodec.readOpened(new RecordReader(payload));
            } catch (RuntimeException why) {
                unreadable.keep(identity, payload, why);
                return;
            }
            Position at = new Position(identity.segment(), identity.offset());
            calls.add(new StagedCall(identity, at, policy.close(call)));
        });
        return calls.isEmpty() ? Optional.empty() : Optional.of(new IngestBatch(id, calls, null));
    }

    private static SegmentScan scan(Path file) throws IOException {
        return SegmentScan.of(file, Files.readAllBytes(file))
                .orElseThrow(() -> new DamagedJournalException(file, 0, "its header is unreadable"));
    }
}
