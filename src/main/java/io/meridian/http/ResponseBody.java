package io.meridian.http;

import io.meridian.http.UpstreamException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.core5.http.impl.io.ChunkedInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer. A read blocks until something is there and then takes all that has arrived, over the
 * boundaries of chunks, but never waits for more. Used by one thread.
 */
final class ResponseBody extends InputStream {
    static final long CHUNKED = -1;
    static final long UNTIL_CLOSE = -2;

    private final Lease lease;
    private final WireBuffer received;
    private final @Nullable ChunkedInputStream chunks;
    private long left;
    private final AtomicBoolean ended = new AtomicBoolean();
    private boolean done;
    private boolean closed;

    /**
     * Takes over the lease.
     *
     * @param length in bytes, or one of the constants
     */
    ResponseBody(Lease lease, long length) {
        this.lease = lease;
        this.received = lease.connection().received();
        this.left = length;
        this.chunks = length == CHUNKED
                ? new ChunkedInputStream(received, UpstreamConnection.UNUSED, UpstreamConnection.LIMITS)
                : null;
        if (length == 0) {
            finish();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (closed) {
            throw new UpstreamException(Kind.BROKEN, true, "the answer was closed", null);
        }
        if (done) {
            return -1;
        }
        if (length == 0) {
            return 0;
        }
        try {
            int count = chunks == null ? counted(into, offset, length) : joined(chunks, into, offset, length);
            if (count < 0) {
                finish();
            }
            return count;
        } catch (IOException failure) {
            closed = true;
            lease.discard();
            throw lease.connection().wire().broken(failure);
        }
    }

    /** Ends the call from another thread: a read that waits fails. Without effect once the answer has ended. */
    void abort() {
        if (ended.compareAndSet(false, true)) {
            lease.connection().wire().close();
        }
    }

    private int joined(ChunkedInputStream stream, byte[] into, int offset, int length) throws IOException {
        int count = stream.read(into, offset, length);
        while (count > 0 && count < length && received.nextChunkArrived()) {
            count += stream.read(into, offset + count, length - count);
        }
        return count;
    }

    private int counted(byte[] into, int offset, int length) throws IOException {
        if (left == UNTIL_CLOSE) {
            return received.read(into, offset, length, UpstreamConnection.UNUSED);
        }
        int count = received.read(into, offset, (int) Math.min(length, left), UpstreamConnection.UNUSED);
        if (count < 0) {
            throw new UpstreamException(
                    Kind.BROKEN, true, "the upstream's answer ended " + left + " bytes early", null);
        }
        left -= count;
        if (left == 0) {
            finish();
        }
        return count;
    }

    private void finish() {
        done = true;
        // a connection that is being aborted must not serve another call
        if (!ended.compareAndSet(false, true) || left == UNTIL_CLOSE) {
            lease.discard();
        } else {
            lease.giveBack();
        }
    }

    /** An answer whose end has arrived leaves its connection usable, whether or not that end was read. */
    @Override
    public void close() throws IOException {
        if (!done && !closed && chunks != null && received.lastChunkArrived()) {
            // a reader that stops at its own end mark, as every reader of events does
            read(new byte[1], 0, 1);
        }
        if (!done) {
            closed = true;
            lease.discard();
        }
    }
}
