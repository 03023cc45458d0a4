package io.meridian.store;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import org.jooq.ConnectionProvider;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/**
 * The pool as those see it who want a connection: they wait while PostgreSQL is there and others are busy with it, and
 * not at all while it is away. Thread-safe.
 */
final class PatientPool implements ConnectionProvider {
    /** How long the pool itself is asked to wait at a time, after which we look whether there is any point. */
    static final Duration TURN = Duration.ofSeconds(1);

    private static final String UNREACHABLE = "08001";

    private final HikariDataSource pool;
    private final DatabasePulse pulse;
    private final Duration patience;

    PatientPool(HikariDataSource pool, DatabasePulse pulse, Duration patience) {
        this.pool = pool;
        this.pulse = pulse;
        this.patience = patience;
    }

    Connection connection(Duration longest) throws SQLException {
        long deadline = System.nanoTime() + longest.toNanos();
        for (; ; ) {
            if (pulse.isAway()) {
                throw new SQLTransientConnectionException("PostgreSQL does not answer", UNREACHABLE);
            }
            try {
                return pool.getConnection();
            } catch (SQLTransientConnectionException none) {
                if (pool.isClosed() || System.nanoTime() - deadline > 0) {
                    throw none;
                }
            }
        }
    }

    Connection connection() throws SQLException {
        return connection(patience);
    }

    @Override
    public Connection acquire() {
        try {
            return connection();
        } catch (SQLException none) {
            throw new DataAccessException("No connection to PostgreSQL", none);
        }
    }

    @Override
    public void release(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException broken) {
            throw new DataAccessException("A connection to PostgreSQL cannot be given back", broken);
        }
    }
}
