package io.meridian.store;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;

/**
 * The JDBC driver, reached without {@code DriverManager}: in a container that has looked for drivers before this web
 * application came, it knows none of its own. Thread-safe.
 */
public final class PostgresDriver {
    static final String NAME = org.postgresql.Driver.class.getName();

    private static final Driver DRIVER = new org.postgresql.Driver();

    private PostgresDriver() {}

    public static Connection connect(String url, Properties properties) throws SQLException {
        Connection connection = DRIVER.connect(url, properties);
        if (connection == null) {
            throw new SQLException("not an address of PostgreSQL");
        }
        return connection;
    }

    /** Lets go what the driver has told the JVM, which would keep the web application's classes for ever. */
    public static void deregister() {
        try {
            if (org.postgresql.Driver.isRegistered()) {
                org.postgresql.Driver.deregister();
            }
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
    }
}
