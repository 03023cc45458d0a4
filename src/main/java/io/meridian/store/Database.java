package io.meridian.store;

import com.codahale.metrics.MetricRegistry;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.meridian.base.GatewayException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL of this instance: a bounded pool and the transactions on it. While PostgreSQL is known to be away
 * everything here fails at once. Safe for use by many threads.
 */
public final class Database implements AutoCloseable {
    private static final Duration VALIDATION = Duration.ofSeconds(1);
    private static final Duration CONNECT = Duration.ofSeconds(2);
    /** How long somebody's call waits for an answer that others may not be made to wait for. */
    private static final Duration LOOK_UP = Duration.ofSeconds(2);
    /** What the driver gives up on, so that a database that vanished cannot hold a thread for ever. */
    private static final Duration SOCKET = Duration.ofSeconds(60);

    private static final String STATEMENT_TIMEOUT = "57014";

    private static final Settings RENDERING = new Settings().withRenderSchema(false);

    static {
        // its greeting and its advice are nothing for our log
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
    }

    private final DatabaseSettings settings;
    private final HikariDataSource pool;
    private final DatabasePulse pulse;
    private final PatientPool connections;
    private final DSLContext jooq;

    private Database(DatabaseSettings settings, HikariDataSource pool, DatabasePulse pulse) {
        this.settings = settings;
        this.pool = pool;
        this.pulse = pulse;
        this.connections = new PatientPool(pool, pulse, settings.connectionTimeout());
        this.jooq = DSL.using(connections, SQLDialect.POSTGRES, RENDERING);
    }

    /** Opens the pool; connections are made when they are first needed, so this succeeds while PostgreSQL is away. */
    public static Database open(DatabaseSettings settings, MetricRegistry metrics) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("postgres");
        config.setDriverClassName(PostgresDriver.NAME);
        config.setJdbcUrl(settings.url());
        config.setDataSourceProperties(properties(settings));
        config.setMaximumPoolSize(settings.connections());
        config.setConnectionTimeout(Math.min(
                PatientPool.TURN.toMillis(), settings.connectionTimeout().toMillis()));
        config.setValidationTimeout(VALIDATION.toMillis());
        config.setInitializationFailTimeout(-1);
        config.setMetricRegistry(metrics);
        HikariDataSource pool = new HikariDataSource(config);
        return new Database(settings, pool, DatabasePulse.start(settings.url(), properties(settings)));
    }

    /** Runs the work in one transaction; it commits when the work returns and rolls back when it throws. */
    public <T> T inTransaction(Function<Transaction, T> work) {
        try {
            return jooq.transactionResult(configuration -> {
                DSLContext transaction = configuration.dsl();
                if (settings.pooled()) {
                    transaction.connection(this::settle);
                }
                Transaction running = new Transaction(transaction);
                T result = work.apply(running);
                running.finish();
                return result;
            });
        } catch (DataAccessException failure) {
            throw translated(failure);
        }
    }

    /** As {@link #inTransaction(Function)}, for work without a result. */
    public void transact(Consumer<Transaction> work) {
        inTransaction(transaction -> {
            work.accept(transaction);
            return Boolean.TRUE;
        });
    }

    /** Reads or writes outside a transaction: every statement commits by itself, unless there is a pooler. */
    public <T> T query(Function<DSLContext, T> work) {
        if (settings.pooled()) {
            return inTransaction(transaction -> work.apply(transaction.jooq()));
        }
        try {
            return work.apply(jooq);
        } catch (DataAccessException failure) {
            throw translated(failure);
        }
    }

    /**
     * As {@link #query}, for what a call waits for: throws if there is no answer within two seconds, also when the
     * connection has gone silent.
     */
    public <T> T lookUp(Function<DSLContext, T> work) {
        try (Connection connection = connections.connection(LOOK_UP)) {
            // the pool sets it back, and ends a transaction that only read
            connection.setNetworkTimeout(Runnable::run, (int) LOOK_UP.toMillis());
            if (settings.pooled()) {
                begin(connection);
            }
            return work.apply(DSL.using(connection, SQLDialect.POSTGRES, RENDERING));
        } catch (SQLException failure) {
            throw translated(new DataAccessException("No look-up", failure));
        } catch (DataAccessException failure) {
            throw translated(failure);
        }
    }

    /**
     * Reads a list or a report, which may lag a little: the one door for all of them, so that a read replica can be put
     * behind it. Whoever asks for more than a statement may take is told so.
     */
    public <T> T report(Function<DSLContext, T> work) {
        try {
            return query(work);
        } catch (DataAccessException failure) {
            if (STATEMENT_TIMEOUT.equals(failure.sqlState())) {
                throw new GatewayException.Unavailable(
                        "The database took too long for this. Ask for fewer days, a filter or an earlier page.",
                        LOOK_UP,
                        failure);
            }
            throw failure;
        }
    }

    /** A connection from the pool, for what jOOQ does not offer ({@code COPY}); the caller closes it. */
    public Connection connection() throws SQLException {
        return connections.connection();
    }

    /** Begins a transaction on a connection of the pool. */
    public void begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        if (settings.pooled()) {
            settle(connection);
        }
    }

    /** Says for one transaction what is said for a whole session where there is no pooler. */
    private void settle(Connection connection) throws SQLException {
        try (PreparedStatement set = connection.prepareStatement(
                "select set_config('search_path', ?, true), set_config('statement_timeout', ?, true)")) {
            set.setString(1, quoted(settings.schema()));
            set.setString(2, Long.toString(settings.statementTimeout().toMillis()));
            set.execute();
        }
    }

    /** A connection of its own past any pooler, for migrations, locks of a session and notifications. */
    public Connection directConnection() throws SQLException {
        return PostgresDriver.connect(settings.directUrl(), properties(settings));
    }

    public String schema() {
        return settings.schema();
    }

    /** Whether PostgreSQL answered when we looked last, which was a moment ago; nobody waits for that. */
    public boolean isReachable() {
        return pulse.isThere();
    }

    /** Throws if PostgreSQL is known to be away. */
    public void requireReachable() {
        if (pulse.isAway()) {
            throw unreachable(null);
        }
    }

    @Override
    public void close() {
        pulse.close();
        pool.close();
    }

    private static Properties properties(DatabaseSettings settings) {
        Properties properties = new Properties();
        properties.setProperty("user", settings.user());
        properties.setProperty("password", settings.password().reveal());
        properties.setProperty("ApplicationName", "meridian");
        properties.setProperty("connectTimeout", Long.toString(CONNECT.toSeconds()));
        properties.setProperty("socketTimeout", Long.toString(SOCKET.toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        if (!settings.pooled()) {
            properties.setProperty("currentSchema", quoted(settings.schema()));
            properties.setProperty(
                    "options",
                    "-c statement_timeout=" + settings.statementTimeout().toMillis());
        }
        return properties;
    }

    /** Or PostgreSQL would fold a name of mixed case. */
    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static RuntimeException translated(DataAccessException failure) {
        if (failure instanceof IntegrityConstraintViolationException) {
            return new ConflictException(failure);
        }
        return isConnectionFailure(failure) ? unreachable(failure) : failure;
    }

    private static GatewayException unreachable(@Nullable Throwable failure) {
        return new GatewayException.NoDatabase(503, "The database is not reachable at the moment.", failure);
    }

    private static boolean isConnectionFailure(DataAccessException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return ConnectionFailures.contains(sql);
            }
        }
        return false;
    }
}
