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
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.jooq.impl.DSL;

/** The PostgreSQL of this instance: a bounded pool and the transactions on it. Safe for use by many threads. */
public final class Database implements AutoCloseable {
    private static final Duration VALIDATION = Duration.ofSeconds(2);
    /** What the driver gives up on, so that a database that vanished cannot hold a thread for ever. */
    private static final Duration SOCKET = Duration.ofSeconds(60);

    static {
        // its greeting and its advice are nothing for our log
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
    }

    private final DatabaseSettings settings;
    private final HikariDataSource pool;
    private final DSLContext jooq;

    private Database(DatabaseSettings settings, HikariDataSource pool) {
        this.settings = settings;
        this.pool = pool;
        this.jooq = DSL.using(pool, SQLDialect.POSTGRES, new Settings().withRenderSchema(false));
    }

    /** Opens the pool; connections are made when they are first needed, so this succeeds while PostgreSQL is away. */
    public static Database open(DatabaseSettings settings, MetricRegistry metrics) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("postgres");
        config.setDriverClassName(PostgresDriver.NAME);
        config.setJdbcUrl(settings.url());
        config.setDataSourceProperties(properties(settings));
        config.setMaximumPoolSize(settings.connections());
        config.setConnectionTimeout(settings.connectionTimeout().toMillis());
        config.setValidationTimeout(VALIDATION.toMillis());
        config.setInitializationFailTimeout(-1);
        config.setMetricRegistry(metrics);
        return new Database(settings, new HikariDataSource(config));
    }

    /** Runs the work in one transaction; it commits when the work returns and rolls back when it throws. */
    public <T> T inTransaction(Function<Transaction, T> work) {
        try {
            return jooq.transactionResult(configuration -> {
                DSLContext transaction = configuration.dsl();
                if (settings.pooled()) {
                    transaction.connection(this::settle);
                }
                return work.apply(new Transaction(transaction));
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

    /** A connection from the pool, for what jOOQ does not offer ({@code COPY}); the caller closes it. */
    public Connection connection() throws SQLException {
        return pool.getConnection();
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

    /** Whether PostgreSQL answers right now. */
    public boolean isReachable() {
        try (Connection connection = pool.getConnection()) {
            return connection.isValid((int) VALIDATION.toSeconds());
        } catch (SQLException unreachable) {
            return false;
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    DataSource pool() {
        return pool;
    }

    private static Properties properties(DatabaseSettings settings) {
        Properties properties = new Properties();
        properties.setProperty("user", settings.user());
        properties.setProperty("password", settings.password().reveal());
        properties.setProperty("ApplicationName", "meridian");
        properties.setProperty("connectTimeout", Long.toString(VALIDATION.toSeconds()));
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
        return isConnectionFailure(failure)
                ? new GatewayException.NoDatabase(503, "The database is not reachable at the moment.", failure)
                : failure;
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
