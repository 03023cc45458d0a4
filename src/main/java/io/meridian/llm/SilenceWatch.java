package io.meridian.llm;

import java.io.Closeable;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks for streams nobody has written to for a while. One thread for all of them: a timer for every read would cost
 * more than the read. Thread-safe.
 */
final class SilenceWatch implements Closeable {
    private static final Duration ROUND = Duration.ofMillis(250);

    private final Set<ClientStream> streams = ConcurrentHashMap.newKeySet();
    private final long silence;
    private final Thread thread;

    SilenceWatch(Duration silence) {
        this.silence = silence.toNanos();
        thread = Thread.ofVirtual().name("silence-watch").start(this::run);
    }

    void add(ClientStream stream) {
        streams.add(stream);
    }

    void remove(ClientStream stream) {
        streams.remove(stream);
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (!Thread.interrupted()) {
                Thread.sleep(ROUND);
                long now = System.nanoTime();
                for (ClientStream stream : streams) {
                    if (stream.isSilent(now, silence)) {
                        // a client that reads nothing blocks whoever writes to it
                        Thread.ofVirtual().name("silence").start(stream::breakSilence);
                    }
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }
}
