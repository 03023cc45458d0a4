package io.meridian.spend;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one segment ahead of the journal, made by a thread of its own, so that no call waits for a disk and a full
 * disk is met here. Everything but the filling of files happens under the journal's lock.
 */
final class SegmentSupply implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentSupply.class);
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

    /** Decides, under the lock, whether the journal may grow. */
    interface Bound {
        boolean allows(long bytes);
    }

    private final ReentrantLock lock;
    private final Condition changed;
    private final SegmentFiles files;
    private final UUID journal;
    private final long segmentBytes;
    private final Bound bound;
    private final Thread thread;

    private @Nullable Segment prepared;
    private long taken;
    private long wanted;
    private boolean unable;
    private boolean closed;

    SegmentSupply(ReentrantLock lock, SegmentFiles files, UUID journal, long segmentBytes, Bound bound) {
        this.lock = lock;
        this.changed = lock.newCondition();
        this.files = files;
        this.journal = journal;
        this.segmentBytes = segmentBytes;
        this.bound = bound;
        this.thread = Thread.ofPlatform().daemon().name("spend-segments").unstarted(this::run);
    }

    /** The journal's first segment, made while the caller waits; then the thread begins to keep one ahead. */
    Segment start() throws IOException {
        taken = 1;
        SegmentHeader header = new SegmentHeader(journal, 1);
        Segment first = Segment.map(header, files.publish(files.fill(header, segmentBytes), header));
        thread.start();
        return first;
    }

    /** Whether a segment is there that can take this much. */
    boolean isReady(long need) {
        return prepared != null && prepared.capacity() >= need;
    }

    void want(long need) {
        if (need > wanted) {
            wanted = need;
            changed.signalAll();
        }
    }

    /** Waits a moment for a segment that can take this much; false at once while none can be made. */
    boolean await(long need) {
        want(need);
        long left = PATIENCE;
        try {
            while (!isReady(need)) {
                if (unable || closed || left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    Segment take() {
        Segment next = prepared;
        if (next == null) {
            throw new IllegalStateException("no segment is prepared");
        }
        prepared = null;
        taken = next.number();
        wanted = 0;
        changed.signalAll();
        return next;
    }

    /** Space was freed: what failed may work now. */
    void retry() {
        changed.signalAll();
    }

    boolean isUnable() {
        return unable;
    }

    long bytes() {
        return prepared == null ? 0 : prepared.size();
    }

    private void run() {
        lock.lock();
        try {
            while (!closed) {
                if (isReady(wanted)) {
                    changed.await();
                } else {
                    prepare();
                }
            }
        } catch (InterruptedException stopped) {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("WaitNotInLoop") // a pause before the next try: waking early only tries early
    private void prepare() throws InterruptedException {
        SegmentHeader header = new SegmentHeader(journal, taken + 1);
        // twice what was asked for, so that a growing number of open calls does not ask again at once
        long size = Math.max(segmentBytes, (2 * wanted + SegmentHeader.SIZE + Frame.SEAL_FOOTPRINT + 4095) & ~4095L);
        try {
            if (!bound.allows(size - bytes())) {
                throw new IOException("the spend journal has reached its bound");
            }
            Path filled = fillUnlocked(header, size);
            if (closed || taken + 1 != header.number()) {
                files.delete(filled);
                return;
            }
            Segment replaced = prepared;
            prepared = Segment.map(header, files.publish(filled, header));
            if (replaced != null) {
                replaced.close();
            }
            unable = false;
            changed.signalAll();
        } catch (Throwable failure) { // also an Error: without this thread the journal would end with its last segment
            if (!unable) {
                LOG.error(
                        "No further segment of the spend journal can be made; priced calls will be refused.", failure);
            }
            unable = true;
            changed.signalAll();
            changed.awaitNanos(PATIENCE);
        }
    }

    private Path fillUnlocked(SegmentHeader header, long size) throws IOException {
        lock.unlock();
        try {
            return files.fill(header, size);
        } finally {
            lock.lock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (prepared != null) {
            prepared.close();
        }
    }
}
