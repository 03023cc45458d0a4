package io.meridian.spend;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads the running journal behind its writers, batch by batch. For the ingester's thread only. */
final class JournalTail {
    private final SpendJournal journal;
    private final int batchRows;
    private final UnreadableRecords unreadable;

    private Position cursor = new Position(1, SegmentHeader.SIZE);

    JournalTail(SpendJournal journal, int batchRows, UnreadableRecords unreadable) {
        this.journal = journal;
        this.batchRows = batchRows;
        this.unreadable = unreadable;
    }

    /** The next closed calls, or empty if all is read; whatever lies before them without a close is let go. */
    Optional<IngestBatch> next() {
        List<StagedCall> calls = new ArrayList<>();
        Position end = cursor;
        for (SpendJournal.Extent extent : journal.extents(cursor.segment())) {
            end = collect(extent, end, calls);
            if (calls.size() == batchRows) {
                break;
            }
        }
        if (calls.isEmpty()) {
            cursor = end;
            journal.release(cursor.segment());
            return Optional.empty();
        }
        IngestBatch batch = new IngestBatch(journal.id(), calls, end);
        journal.starting(batch, end);
        // not before: whatever fails on the way, the next try collects the same calls again
        cursor = end;
        return Optional.of(batch);
    }

    /** The batch is in PostgreSQL; the segments it was the last to need go. */
    void committed() {
        journal.committed();
        journal.release(cursor.segment());
    }

    /** Tells how far it came. */
    private Position collect(SpendJournal.Extent extent, Position from, List<StagedCall> calls) {
        Segment segment = extent.segment();
        long at = from.segment() == segment.number() ? from.offset() : SegmentHeader.SIZE;
        while (at < extent.end() && calls.size() < batchRows) {
            int length = segment.lengthAt(at);
            if (segment.kindAt(at) == Frame.CLOSE) {
                // an array of its own, for its end is what a damaged record runs into
                byte[] payload = segment.payload(at, length);
                staged(journal.id(), new Position(segment.number(), at), payload, unreadable)
                        .ifPresent(calls::add);
            }
            at += Frame.footprint(length);
        }
        boolean done = extent.sealed() && at >= extent.end();
        return done ? new Position(segment.number() + 1, SegmentHeader.SIZE) : new Position(segment.number(), at);
    }

    /** Empty if the record cannot be understood: one that is kept elsewhere must not hold up those behind it. */
    static Optional<StagedCall> staged(UUID journal, Position at, byte[] payload, UnreadableRecords unreadable) {
        CallIdentity identity = identity(journal, at, payload);
        ClosedCall call;
        try {
            call = CallCodec.readClosed(new RecordReader(payload));
        } catch (RuntimeException why) {
            unreadable.keep(identity, payload, why);
            return Optional.empty();
        }
        return Optional.of(new StagedCall(identity, at, call));
    }

    /** The call's first record: the one the payload names, or if it names none, itself. */
    static CallIdentity identity(UUID journal, Position at, byte[] payload) {
        long offset = RecordReader.numberAt(payload, Frame.OFFSET_AT);
        return offset == 0
                ? new CallIdentity(journal, at.segment(), at.offset())
                : new CallIdentity(journal, RecordReader.numberAt(payload, Frame.SEGMENT_AT), offset);
    }
}
