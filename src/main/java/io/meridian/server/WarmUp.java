package io.meridian.server;

import io.meridian.llm.LlmSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rehearses calls in the background until they stop getting faster, and then reports ready. */
final class WarmUp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final Duration LONGEST = Duration.ofSeconds(4);
    private static final int ROUND = 50;
    /** So many rounds without a gain end the rehearsal. */
    private static final int FLAT_ROUNDS = 8;
    /** A round that is not faster than the best by this part is no gain. */
    private static final double GAIN = 0.97;

    private final Thread thread;

    private WarmUp(Thread thread) {
        this.thread = thread;
    }

    static WarmUp start(Stores stores, LlmSettings settings, Clock clock, Runnable ready) {
        return new WarmUp(Thread.ofVirtual().name("warm-up").start(() -> {
            try {
                rehearse(stores, settings, clock);
            } catch (IOException | RuntimeException failure) {
                if (!Thread.currentThread().isInterrupted()) {
                    LOG.warn("The gateway could not warm itself up; its first calls will be slow", failure);
                }
            } finally {
                ready.run();
            }
        }));
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(LONGEST);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private static void rehearse(Stores stores, LlmSettings settings, Clock clock) throws IOException {
        Path scratch = Files.createTempDirectory("meridian-rehearsal");
        try (Rehearsal rehearsal = new Rehearsal(stores, settings, scratch, clock)) {
            long end = System.nanoTime() + LONGEST.toNanos();
            long best = Long.MAX_VALUE;
            int flat = 0;
            while (flat < FLAT_ROUNDS
                    && System.nanoTime() - end < 0
                    && !Thread.currentThread().isInterrupted()) {
                long started = System.nanoTime();
                for (int i = 0; i < ROUND && System.nanoTime() - end < 0; i++) {
                    rehearsal.playOnce();
                }
                long took = System.nanoTime() - started;
                flat = took < best * GAIN ? 0 : flat + 1;
                best = Math.min(best, took);
            }
        } finally {
            delete(scratch);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> content;
        try (Stream<Path> found = Files.walk(folder)) {
            content = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : content) {
            Files.deleteIfExists(path);
        }
    }
}
