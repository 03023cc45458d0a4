package io.meridian.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the change log and tells its listeners: notifications for speed, a poll for certainty, because notifications
 * get lost and poolers drop them. One thread of its own; the accessors are safe for all.
 */
public final class ChangeFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeFollower.class);
    private static final Duration KEPT = Duration.ofDays(2);
    private static final Duration PRUNING = Duration.ofHours(1);
    private static final long NOT_YET = -1;

    private final Database database;
    private final ChangeLog log;
    private final List<ChangeListener> listeners = new CopyOnWriteArrayList<>();
    private final Duration poll;
    private final Thread thread;

    private volatile boolean closed;
    private volatile long position = NOT_YET;
    private volatile long lastSuccess;
    private long lastPruned = System.nanoTime();

    /** One that follows nothing before it is started. */
    public ChangeFollower(Database database, Duration poll) {
        this.database = database;
        this.log = new ChangeLog(database);
        this.poll = poll;
        // in the past, so that nothing counts as fresh before the first look
        this.lastSuccess = System.nanoTime() - KEPT.toNanos();
        this.thread = Thread.ofVirtual().name("change-follower").unstarted(this::run);
    }

    /** Adds somebody to be told; whoever caches something has to be there before the start. */
    public void tell(ChangeListener listener) {
        listeners.add(listener);
    }

    public void start() {
        thread.start();
    }

    /** How long ago this instance last saw the log's end. */
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - lastSuccess);
    }

    public long position() {
        return position;
    }

    @Override
    public void close() {
        closed = true;
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        thread.interrupt();
        try {
            thread.join(poll.plusSeconds(1));
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean complained = false;
        while (!closed) {
            try (Connection connection = database.directConnection()) {
                listen(connection);
                complained = false;
                follow(connection.unwrap(PGConnection.class));
            } catch (Throwable failure) { // also an Error: without this thread no key would be believed any more
                if (!closed && !complained) {
                    complained = true;
                    LOG.warn(
                            "The change log cannot be followed; cached keys expire until it can: {}",
                            failure.toString());
                }
                pause();
            }
        }
    }

    private static void listen(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("listen " + ChangeLog.CHANNEL);
        }
    }

    private void follow(PGConnection connection) throws SQLException {
        while (!closed) {
            catchUp();
            @Nullable Object[] notifications = connection.getNotifications((int) poll.toMillis());
            if (notifications == null && System.nanoTime() - lastPruned > PRUNING.toNanos()) {
                lastPruned = System.nanoTime();
                log.prune(KEPT);
            }
        }
    }

    /** Visible for the one who has to know that everything up to now was seen. */
    private void catchUp() {
        if (position == NOT_YET || isLost()) {
            // what is committed by then is forgotten, and what comes later is followed
            long start = log.newest();
            forgetEverything();
            position = start;
        }
        List<Change> changes;
        do {
            changes = log.after(position);
            for (Change change : changes) {
                if (change.kind() == Change.Kind.UNKNOWN || change.kind() == Change.Kind.EVERYTHING) {
                    forgetEverything();
                } else {
                    listeners.forEach(listener -> listener.changed(change));
                }
                position = change.seq();
            }
        } while (!changes.isEmpty());
        lastSuccess = System.nanoTime();
    }

    private void forgetEverything() {
        listeners.forEach(ChangeListener::forgetEverything);
    }

    /** Whether changes were pruned before we saw them, or the log went back because the database was restored. */
    private boolean isLost() {
        return position < log.oldest() - 1 && log.newest() > position || log.highest() < position;
    }

    private void pause() {
        try {
            Thread.sleep(poll);
        } catch (InterruptedException interrupted) {
            closed = true;
        }
    }
}
