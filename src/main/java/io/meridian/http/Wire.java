package io.meridian.http;

import io.meridian.http.UpstreamException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * One socket with its clock. One thread reads and writes; the watch may close it from another one, which is what ends
 * a write that blocks, or a record that trickles in, for longer than the call may take.
 */
final class Wire {
    private static final int WRITE_SIZE = 65_536;
    private static final long NEVER = Long.MAX_VALUE;
    private static final long EXPIRED = Long.MIN_VALUE;

    private final SocketChannel channel;
    private final Socket socket;
    private InputStream in;
    private @Nullable OutputStream secureOut;
    private @Nullable Deadlines deadlines;
    private final AtomicLong closeAt = new AtomicLong(NEVER);
    private boolean written;
    private boolean reading;

    Wire() throws IOException {
        channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        socket = channel.socket();
        in = InputStream.nullInputStream();
    }

    Socket socket() {
        return socket;
    }

    void connected() throws IOException {
        in = socket.getInputStream();
    }

    void secured(SSLSocket secure) throws IOException {
        in = secure.getInputStream();
        secureOut = secure.getOutputStream();
    }

    /** The clock of the call that uses the wire from now on, and when the watch ends it at the latest. */
    void use(Deadlines clock, long by) {
        deadlines = clock;
        written = false;
        reading = false;
        closeAfter(by);
    }

    /** Takes the clock away; false if the watch was faster and closed the wire. */
    boolean rest() {
        deadlines = null;
        return closeAfter(NEVER);
    }

    private boolean closeAfter(long by) {
        return closeAt.getAndUpdate(old -> old == EXPIRED ? EXPIRED : by) != EXPIRED;
    }

    /** Closes the wire if its time is over; for the watch. */
    void expireIfOverdue(long now) {
        long at = closeAt.get();
        if (at != NEVER && at != EXPIRED && now - at > 0 && closeAt.compareAndSet(at, EXPIRED)) {
            close();
        }
    }

    boolean expired() {
        return closeAt.get() == EXPIRED;
    }

    /** Whether any byte given to {@link #write} since {@link #use} can have left. */
    boolean written() {
        return written;
    }

    /** Writes all of it; the watch ends a peer that takes nothing for as long as it may be silent. */
    void write(byte[] bytes, int offset, int length) throws IOException {
        Deadlines clock = clock();
        int end = offset + length;
        for (int at = offset; at < end; ) {
            closeAfter(clock.writeBy());
            at += writeSome(bytes, at, Math.min(WRITE_SIZE, end - at));
            written = true;
        }
        closeAfter(clock.finalBy());
    }

    private int writeSome(byte[] bytes, int offset, int length) throws IOException {
        OutputStream secure = secureOut;
        if (secure == null) {
            return channel.write(ByteBuffer.wrap(bytes, offset, length));
        }
        // an incomplete record means nothing to the peer, so a failed first one was never sent
        secure.write(bytes, offset, length);
        return length;
    }

    private Deadlines clock() throws IOException {
        Deadlines clock = deadlines;
        if (clock == null) {
            throw new IOException("nobody uses this connection");
        }
        return clock;
    }

    /**
     * Reads what has arrived, or waits for it as long as the call's clock allows. The watch ends the wait: a timer for
     * every read costs more than the read.
     */
    int receive(byte[] into, int offset, int length) throws IOException {
        Deadlines clock = clock();
        if (!closeAfter(clock.readBy())) {
            throw timeout(clock, null);
        }
        reading = true;
        int count =
                secureOut == null ? channel.read(ByteBuffer.wrap(into, offset, length)) : in.read(into, offset, length);
        reading = false;
        clock.received();
        closeAfter(clock.finalBy());
        return count;
    }

    private UpstreamException timeout(Deadlines clock, @Nullable Throwable cause) {
        Kind kind = clock.kind();
        return new UpstreamException(kind, written, "the upstream did not answer in time (" + kind + ")", cause);
    }

    /** What a failure of this wire means to the caller. */
    UpstreamException broken(IOException failure) {
        if (failure instanceof UpstreamException known) {
            return known;
        }
        Deadlines clock = deadlines;
        if (clock != null && expired()) {
            if (reading) {
                return timeout(clock, failure);
            }
            Kind kind = clock.isOver() ? Kind.TIMEOUT_TOTAL : Kind.TIMEOUT_IDLE;
            return new UpstreamException(kind, written, "the upstream did not take or give in time", failure);
        }
        return new UpstreamException(Kind.BROKEN, written, "the connection to the upstream broke", failure);
    }

    /**
     * Whether an idle wire is still good, without waiting. Any byte is a bad sign too: an answer nobody asked for, or
     * the alert of a TLS peer that goes away.
     */
    boolean isAlive() {
        if (expired() || !channel.isOpen()) {
            return false;
        }
        try {
            channel.configureBlocking(false);
            int count = channel.read(ByteBuffer.allocate(1));
            channel.configureBlocking(true);
            return count == 0;
        } catch (IOException dead) {
            return false;
        }
    }

    void close() {
        try {
            // the channel, not the TLS socket: that one would stop to say goodbye
            channel.close();
        } catch (IOException alreadyGone) {
            return;
        }
    }
}
