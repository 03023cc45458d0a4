package io.meridian.spend;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import io.meridian.base.GatewayException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where every call is written down before it can be lost: opened before the upstream is called, closed before the
 * client has the last byte. A record is a write into mapped memory, which outlives the process. Safe for use by many
 * threads.
 */
public final class SpendJournal implements AutoCloseable {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final ReentrantLock lock = new ReentrantLock();
    private final UUID id;
    private final SpendSettings settings;
    private final boolean ring;
    private final SegmentFiles files;
    private final SegmentSupply supply;
    private final AtomicLong foreignBytes = new AtomicLong();
    private final Counter refused;
    private final Counter estimated;
    private final Counter unrecorded;
    private final Counter forceFailures;

    // all below is guarded by the lock
    private final Deque<Segment> retained = new ArrayDeque<>();
    private final Backlog backlog = new Backlog();
    private Segment current;
    private @Nullable CallTicket newest;
    private int openCalls;
    private long reserved;
    private long retainedBytes;
    private Position forced = Position.START;

    /** A ring overwrites its oldest segments where no database will ever take them, and refuses nothing. */
    SpendJournal(UUID id, SpendSettings settings, boolean ring, SegmentFiles files, MetricRegistry metrics)
            throws IOException {
        this.id = id;
        this.settings = settings;
        this.ring = ring;
        this.files = files;
        this.refused = metrics.counter("spend.journal.refused");
        this.estimated = metrics.counter("spend.usage.estimated");
        this.unrecorded = metrics.counter("spend.journal.unrecorded");
        this.forceFailures = metrics.counter(JournalForce.FAILURES);
        this.supply = new SegmentSupply(lock, files, id, settings.segmentBytes(), this::mayGrow);
        lock.lock();
        try {
            current = supply.start();
            retain(current);
        } finally {
            lock.unlock();
        }
    }

    /** Writes down that the call is about to be made; throws if it costs money and there is no room to say so. */
    public CallTicket open(OpenedCall call) {
        RecordWriter record = new RecordWriter().start(Frame.OPEN, 0, 0);
        CallCodec.writeOpened(record, call);
        int checksum = record.checksum();
        CallTicket ticket = new CallTicket(call, record);
        lock.lock();
        try {
            if (hasRoomToOpen(Frame.footprint(record.length()), ticket.reserve())) {
                ticket.at = current.append(record, checksum);
                ticket.segment = current.number();
                ticket.offset = ticket.at;
                link(ticket);
                forceAtOnce(current, ticket.at);
            } else if (call.priced() && !ring) {
                refused.inc();
                throw new GatewayException.Unavailable(
                        "The gateway cannot write down what calls cost at the moment.", RETRY_AFTER, null);
            }
            return ticket;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes down how the ticket's call ended; there is always room for that. Closing a call again changes nothing.
     */
    public void close(CallTicket ticket, ClosedCall call) {
        RecordWriter record = ticket.beginClose();
        CallCodec.writeEnd(record, call);
        int checksum = record.checksum();
        lock.lock();
        try {
            if (ticket.state == CallTicket.State.OPEN) {
                // from now on nobody else closes it, but what it reserved stays its own while this waits for room
                ticket.state = CallTicket.State.CLOSED;
                boolean room = hasRoomToClose(Frame.footprint(record.length()), ticket.reserve());
                unlink(ticket);
                if (room) {
                    appendClosed(record, checksum, call);
                } else {
                    RecordWriter lean = ticket.beginClose();
                    CallCodec.writeLeanEnd(lean, call);
                    appendClosed(lean, lean.checksum(), call);
                }
            } else if (ticket.state == CallTicket.State.UNRECORDED) {
                ticket.state = CallTicket.State.CLOSED;
                appendIfRoom(record, checksum, call);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes down a call that never reached an upstream; lost, and counted, if there is no room for it. */
    public void record(ClosedCall call) {
        RecordWriter record = new RecordWriter().start(Frame.CLOSE, 0, 0);
        CallCodec.writeClosed(record, call);
        int checksum = record.checksum();
        lock.lock();
        try {
            appendIfRoom(record, checksum, call);
        } finally {
            lock.unlock();
        }
    }

    private void appendIfRoom(RecordWriter record, int checksum, ClosedCall call) {
        if (hasRoomToClose(Frame.footprint(record.length()), 0)) {
            appendClosed(record, checksum, call);
        } else {
            unrecorded.inc();
        }
    }

    private void appendClosed(RecordWriter record, int checksum, ClosedCall call) {
        long at = current.append(record, checksum);
        backlog.add(call.opened().charges(), call.outcome().cost().nanos());
        if (call.outcome().usageEstimated()) {
            estimated.inc();
        }
        forceAtOnce(current, at);
    }

    /** A failure is counted like those of the thread that tries again every second: what is written stays written. */
    private void forceAtOnce(Segment segment, long from) {
        if (settings.forcesAlways()) {
            try {
                files.force(segment, from, segment.end());
            } catch (UncheckedIOException failure) {
                forceFailures.inc();
            }
        }
    }

    /**
     * Open calls may rely on the next segment if it can take the copies and closes of all of them; without one, on
     * what is left of the current.
     */
    private boolean hasRoomToOpen(int size, long reserve) {
        long need;
        do {
            need = 2 * (reserved + reserve);
            if (supply.isReady(need)) {
                if (current.free() >= size) {
                    return true;
                }
                rotate();
            }
            if (current.free() >= size + reserved + reserve) {
                supply.want(need);
                return true;
            }
        } while (supply.await(need));
        return false;
    }

    private boolean hasRoomToClose(int size, long ownReserve) {
        do {
            if (supply.isReady(2 * reserved)) {
                if (current.free() >= size) {
                    return true;
                }
                rotate();
            }
            if (current.free() >= size + reserved - ownReserve) {
                return true;
            }
        } while (supply.await(2 * reserved));
        return false;
    }

    /** Seals the segment and takes the open calls along, so that the old one is needed only for its closes. */
    private void rotate() {
        Segment old = current;
        Segment fresh = supply.take();
        RecordWriter record = new RecordWriter().start(Frame.SEAL, 0, 0);
        old.append(record, record.checksum());
        for (CallTicket ticket = newest; ticket != null; ticket = ticket.previous) {
            record.copy(old.payload(ticket.at, ticket.length), ticket.segment, ticket.offset);
            ticket.at = fresh.append(record, record.checksum());
        }
        current = fresh;
        retain(fresh);
        forceAtOnce(old, 0);
        forceAtOnce(fresh, 0);
    }

    private void link(CallTicket ticket) {
        ticket.state = CallTicket.State.OPEN;
        ticket.previous = newest;
        if (newest != null) {
            newest.following = ticket;
        }
        newest = ticket;
        openCalls++;
        reserved += ticket.reserve();
    }

    private void unlink(CallTicket ticket) {
        if (ticket.previous != null) {
            ticket.previous.following = ticket.following;
        }
        if (ticket.following != null) {
            ticket.following.previous = ticket.previous;
        } else {
            newest = ticket.previous;
        }
        ticket.previous = null;
        ticket.following = null;
        openCalls--;
        reserved -= ticket.reserve();
    }

    private void retain(Segment segment) {
        retained.add(segment);
        retainedBytes += segment.size();
    }

    private boolean mayGrow(long bytes) {
        if (!ring) {
            return bytes() + bytes <= settings.maxBytes();
        }
        while (retained.size() > 1 && bytes() + bytes > SpendSettings.RING_BYTES) {
            discard(retained.removeFirst());
        }
        return true;
    }

    private void discard(Segment segment) {
        retainedBytes -= segment.size();
        segment.close();
        try {
            files.delete(segment.file());
        } catch (IOException kept) {
            // it costs space, and the next start finds and removes it
            foreignBytes.addAndGet(segment.size());
        }
    }

    /** Lets go of the segments before the one that is still needed. */
    void release(long firstNeeded) {
        lock.lock();
        try {
            while (retained.size() > 1 && retained.getFirst().number() < firstNeeded) {
                discard(retained.removeFirst());
            }
            supply.retry();
        } finally {
            lock.unlock();
        }
    }

    /** Writes to the disk what was appended since the last time. */
    void force() {
        List<Segment> segments;
        Position from;
        Position to;
        lock.lock();
        try {
            from = forced;
            to = new Position(current.number(), current.end());
            segments = retained.stream()
                    .filter(segment -> segment.number() >= from.segment())
                    .toList();
        } finally {
            lock.unlock();
        }
        for (Segment segment : segments) {
            files.force(
                    segment,
                    segment.number() == from.segment() ? from.offset() : 0,
                    segment.number() == to.segment() ? to.offset() : segment.size());
        }
        lock.lock();
        try {
            forced = to;
        } finally {
            lock.unlock();
        }
    }

    /** The segments from this number on, and how far each of them is written. */
    List<Extent> extents(long from) {
        lock.lock();
        try {
            List<Extent> extents = new ArrayList<>();
            for (Segment segment : retained) {
                if (segment.number() >= from) {
                    extents.add(new Extent(segment, segment.end(), segment != current));
                }
            }
            return extents;
        } finally {
            lock.unlock();
        }
    }

    record Extent(Segment segment, long end, boolean sealed) {}

    void starting(IngestBatch batch, Position end) {
        lock.lock();
        try {
            backlog.start(batch, end);
        } finally {
            lock.unlock();
        }
    }

    void committed() {
        lock.lock();
        try {
            backlog.commit();
        } finally {
            lock.unlock();
        }
    }

    /** What a total read when PostgreSQL stood at this position lacks; empty if that moment is past. */
    OptionalLong pending(Position position, Charge charge) {
        lock.lock();
        try {
            return backlog.since(position, charge);
        } finally {
            lock.unlock();
        }
    }

    UUID id() {
        return id;
    }

    /** Space in the data directory that others hold; it counts towards the bound. */
    AtomicLong foreignBytes() {
        return foreignBytes;
    }

    long bytes() {
        lock.lock();
        try {
            return retainedBytes + supply.bytes() + foreignBytes.get();
        } finally {
            lock.unlock();
        }
    }

    int openCalls() {
        lock.lock();
        try {
            return openCalls;
        } finally {
            lock.unlock();
        }
    }

    /** Unmaps everything; whoever still calls afterwards gets an exception, and the files stay. */
    @Override
    public void close() {
        supply.close();
        lock.lock();
        try {
            retained.forEach(Segment::close);
        } finally {
            lock.unlock();
        }
    }
}
