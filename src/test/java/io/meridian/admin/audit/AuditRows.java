package io.meridian.admin.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The audit log as somebody sees and changes it who is at the database. For one thread. */
final class AuditRows implements AutoCloseable {
    private final Connection connection;
    private long mark;

    AuditRows(TestDatabase database) {
        try {
            String[] parts = database.url().substring("postgresql://".length()).split("[:@/]", -1);
            this.connection = DriverManager.getConnection(database.jdbcUrl(), parts[0], parts[1]);
            connection.setSchema("meridian");
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** From here on rows are new. */
    void mark() {
        mark = number("select coalesce(max(seq), 0) from audit_log");
    }

    long number(String query) {
        return Long.parseLong(query(query).getFirst().values().iterator().next());
    }

    Map<String, String> only() {
        assertThat(all()).hasSize(1);
        return all().getFirst();
    }

    List<Map<String, String>> all() {
        return query("select * from audit_log where seq > " + mark + " order by seq");
    }

    List<Map<String, String>> query(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<Map<String, String>> rows = new ArrayList<>();
            while (result.next()) {
                Map<String, String> row = new HashMap<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.put(result.getMetaData().getColumnName(i), result.getString(i));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    int execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
