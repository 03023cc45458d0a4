package io.meridian.store;

import java.sql.SQLException;

/** Which errors of PostgreSQL mean that it is not there, rather than that it disagrees. */
final class ConnectionFailures {
    private ConnectionFailures() {}

    /** SQLSTATE classes 08 (connection), 57P (shutdown, crash) and 53 (out of connections), or no state at all. */
    static boolean contains(SQLException failure) {
        String state = failure.getSQLState();
        return state == null || state.startsWith("08") || state.startsWith("57P") || state.startsWith("53");
    }
}
