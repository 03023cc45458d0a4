package io.meridian.llm;

import io.meridian.provider.spi.ProviderAnswer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The client's side of a stream: whatever goes wrong here is the client's doing. The relay writes to it, and while the
 * provider is silent so does the {@link SilenceWatch}. Thread-safe.
 */
final class ClientStream implements AutoCloseable {
    /** A peer that has left answers a write by a reset, which only a later write sees. */
    private static final Duration RESET = Duration.ofMillis(50);

    private static final byte[] COMMENT = ": waiting\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private final ProviderAnswer answer;
    private final SilenceWatch watch;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile long lastWrite = System.nanoTime();
    private volatile boolean gone;
    private boolean closed;

    ClientStream(OutputStream out, ProviderAnswer answer, SilenceWatch watch) {
        this.out = out;
        this.answer = answer;
        this.watch = watch;
        watch.add(this);
    }

    void send(SseBuffer pending) throws ClientGone {
        if (pending.isEmpty()) {
            return;
        }
        writing.lock();
        try {
            pending.drainTo(out);
            out.flush();
            lastWrite = System.nanoTime();
        } catch (IOException hungUp) {
            gone = true;
            throw new ClientGone(hungUp);
        } finally {
            writing.unlock();
        }
    }

    /** The one event that tells of a failure after the first byte. */
    void sendError(byte[] envelope) throws ClientGone {
        SseBuffer event = new SseBuffer(DATA.length + envelope.length + END.length);
        event.append(DATA, 0, DATA.length);
        event.append(envelope, 0, envelope.length);
        event.append(END, 0, END.length);
        send(event);
    }

    /** Whether a comment could not be delivered; the provider's answer was aborted then. */
    boolean isGone() {
        return gone;
    }

    /** A blocking server notices that a client hung up when it writes; so something is written now and then. */
    boolean isSilent(long now, long longest) {
        return now - lastWrite > longest;
    }

    /** Writes two comments, unless the relay is writing itself: the second one sees what the first one caused. */
    void breakSilence() {
        writeComment();
        try {
            Thread.sleep(RESET);
            writeComment();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeComment() {
        if (!writing.tryLock()) {
            return;
        }
        try {
            if (!closed) {
                out.write(COMMENT);
                out.flush();
                lastWrite = System.nanoTime();
            }
        } catch (IOException hungUp) {
            gone = true;
            answer.abort();
        } finally {
            writing.unlock();
        }
    }

    /** Nothing is written any more; the stream below stays open, because it is the container's. */
    @Override
    public void close() {
        watch.remove(this);
        writing.lock();
        try {
            closed = true;
        } finally {
            writing.unlock();
        }
    }
}
