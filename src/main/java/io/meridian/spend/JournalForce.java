package io.meridian.spend;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forces the journal to the disk at a fixed pace, which bounds what a crash of the host can take. */
final class JournalForce implements AutoCloseable {
    static final String FAILURES = "spend.journal.force_failures";
    private static final Logger LOG = LoggerFactory.getLogger(JournalForce.class);
    private static final long PACE_WHERE_APPENDS_FORCE = 1000;

    private final SpendJournal journal;
    private final long pace;
    private final Counter failures;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    JournalForce(SpendJournal journal, SpendSettings settings, MetricRegistry metrics) {
        this.journal = journal;
        this.pace = settings.forcesAlways()
                ? PACE_WHERE_APPENDS_FORCE
                : settings.forceEvery().toMillis();
        this.failures = metrics.counter(FAILURES);
        this.thread = Thread.ofPlatform().daemon().name("spend-force").start(this::run);
    }

    private void run() {
        try {
            while (!stop.await(pace, TimeUnit.MILLISECONDS)) {
                force();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void force() {
        try {
            journal.force();
        } catch (Throwable failure) { // whatever it is, this thread has to try again
            failures.inc();
            LOG.error("The spend journal could not be forced to the disk.", failure);
        }
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        force();
    }
}
