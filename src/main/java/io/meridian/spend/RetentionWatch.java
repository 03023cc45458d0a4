package io.meridian.spend;

import io.meridian.store.Database;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks once in a while for days of the spend log that need not be kept any longer, and has them dropped. */
final class RetentionWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionWatch.class);
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final SpendRetentionStore store;
    private final Duration period;
    private final Duration every;
    private final Clock clock;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    private RetentionWatch(Database database, Duration period, Duration every, Clock clock) {
        this.store = new SpendRetentionStore(database);
        this.period = period;
        this.every = every;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("spend-retention").unstarted(this::run);
    }

    static RetentionWatch start(Database database, Duration period, Duration every, Clock clock) {
        RetentionWatch retention = new RetentionWatch(database, period, every, clock);
        retention.thread.start();
        return retention;
    }

    /** The oldest day that has something young enough in it. */
    static LocalDate firstKept(Clock clock, Duration period) {
        return clock.instant().minus(period).atOffset(ZoneOffset.UTC).toLocalDate();
    }

    private void run() {
        try {
            Duration pause;
            do {
                pause = look() ? every : AGAIN.compareTo(every) < 0 ? AGAIN : every;
            } while (!stop.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean look() {
        try {
            List<LocalDate> dropped = store.dropBefore(firstKept(clock, period));
            if (!dropped.isEmpty()) {
                LOG.info(
                        "{} days of the spend log were dropped, {} to {}",
                        dropped.size(),
                        dropped.getFirst(),
                        dropped.getLast());
            }
            return true;
        } catch (SQLException | RuntimeException failure) {
            LOG.warn("Old days of the spend log cannot be dropped now: {}", failure.toString());
            return false;
        }
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(AGAIN);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
