package io.meridian.store;

import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again, on a connection of its own, whether PostgreSQL answers, so that nobody else has to wait to
 * find out. One thread of its own; the accessors are safe for all.
 */
final class DatabasePulse implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DatabasePulse.class);
    private static final Duration INTERVAL = Duration.ofMillis(400);
    /** With the interval, how long a loss goes unnoticed. */
    private static final Duration PATIENCE = Duration.ofMillis(1500);

    private final String url;
    private final Properties properties;
    private final Thread thread;
    private @Nullable Connection connection;
    private volatile boolean there;
    private volatile boolean away;
    private volatile boolean closed;

    private DatabasePulse(String url, Properties properties) {
        this.url = url;
        this.properties = properties;
        this.thread = Thread.ofVirtual().name("database-pulse").unstarted(this::run);
    }

    /** @param properties of the driver; the time-outs among them are replaced */
    static DatabasePulse start(String url, Properties properties) {
        Properties hasty = new Properties();
        hasty.putAll(properties);
        hasty.setProperty("connectTimeout", "1");
        hasty.setProperty("loginTimeout", "2");
        hasty.setProperty("socketTimeout", "2");
        DatabasePulse pulse = new DatabasePulse(url, hasty);
        pulse.thread.start();
        return pulse;
    }

    /** Whether it answered when we looked last. */
    boolean isThere() {
        return there;
    }

    /** Whether it did not; before the first look nobody knows. */
    boolean isAway() {
        return away;
    }

    private void run() {
        while (!closed) {
            boolean answers = look();
            there = answers;
            away = !answers;
            try {
                Thread.sleep(INTERVAL);
            } catch (InterruptedException stopped) {
                closed = true;
            }
        }
        hangUp();
    }

    private boolean look() {
        boolean kept = connection != null;
        try {
            ask();
            return true;
        } catch (SQLException | RuntimeException lost) {
            hangUp();
            // a connection may end for reasons of its own; a silence is PostgreSQL's
            return kept && !isSilence(lost) && answersAnew();
        }
    }

    private boolean answersAnew() {
        try {
            ask();
            return true;
        } catch (SQLException | RuntimeException lost) {
            hangUp();
            return false;
        }
    }

    private void ask() throws SQLException {
        Connection asked = connection;
        if (asked == null) {
            asked = PostgresDriver.connect(url, properties);
            connection = asked;
            asked.setNetworkTimeout(Runnable::run, (int) PATIENCE.toMillis());
        }
        try (Statement statement = asked.createStatement()) {
            statement.execute("select 1");
        }
    }

    private static boolean isSilence(Throwable lost) {
        for (Throwable cause = lost; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    private void hangUp() {
        Connection gone = connection;
        connection = null;
        try {
            if (gone != null) {
                gone.close();
            }
        } catch (SQLException broken) {
            LOG.debug("It was broken already", broken);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
