package io.meridian.spend;

import io.meridian.store.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** Drops days of the spend log, each with all its rows. Totals and sums of days are elsewhere and stay. */
final class SpendRetentionStore {
    /** Any number will do, as long as every instance takes the same one. */
    private static final long LOCK = 0x4d45_5249_4449_5250L;

    private static final String DAYS = "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid"
            + " where i.inhparent = 'spend_log'::regclass and c.relname ~ '^spend_log_p[0-9]{8}$' order by 1";
    private static final int PREFIX = "spend_log_p".length();

    private final Database database;

    SpendRetentionStore(Database database) {
        this.database = database;
    }

    /**
     * Drops the days before this one and says which; none if another instance is at it. A day is a transaction of its
     * own, which waits for its lock only briefly: what reads or inserts would have to wait behind it.
     */
    List<LocalDate> dropBefore(LocalDate first) throws SQLException {
        List<LocalDate> dropped = new ArrayList<>();
        for (String name : names()) {
            LocalDate day = LocalDate.parse(name.substring(PREFIX), DateTimeFormatter.BASIC_ISO_DATE);
            if (day.isBefore(first)) {
                if (!drop(name)) {
                    return dropped;
                }
                dropped.add(day);
            }
        }
        return dropped;
    }

    private List<String> names() throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            database.begin(connection);
            List<String> names = new ArrayList<>();
            try (ResultSet found = statement.executeQuery(DAYS)) {
                while (found.next()) {
                    names.add(found.getString(1));
                }
            }
            connection.commit();
            return names;
        }
    }

    private boolean drop(String name) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            database.begin(connection);
            boolean mine = isMine(connection);
            if (mine) {
                statement.execute("set local lock_timeout = '2s'");
                statement.execute("drop table if exists " + name);
            }
            connection.commit();
            return mine;
        }
    }

    private static boolean isMine(Connection connection) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("select pg_try_advisory_xact_lock(?)")) {
            lock.setLong(1, LOCK);
            try (ResultSet row = lock.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
