package io.meridian.admin.moving;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.JsonText;
import io.meridian.base.Secret;
import io.meridian.store.PostgresDriver;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * A LiteLLM database as it was at one moment: all is read in one transaction, which may write nothing. Used by one
 * thread.
 */
final class SourceStore implements AutoCloseable {
    /** What no such database is without. */
    private static final String KEYS = "LiteLLM_VerificationToken";

    private final Connection connection;

    private SourceStore(Connection connection) {
        this.connection = connection;
    }

    /** Where it is, in the driver's form. */
    record Address(String url, String user, Secret password) {}

    static SourceStore open(Address address) {
        Properties properties = new Properties();
        properties.setProperty("user", address.user());
        properties.setProperty("password", address.password().reveal());
        properties.setProperty("ApplicationName", "meridian-import");
        try {
            Connection connection = PostgresDriver.connect(address.url(), properties);
            SourceStore source = new SourceStore(connection);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            if (!source.has(KEYS)) {
                source.close();
                throw new MovingFailure("The database to import from has no table public.\"" + KEYS
                        + "\": it is none of LiteLLM's, or its user may not see them.");
            }
            return source;
        } catch (SQLException failure) {
            throw failed(failure);
        }
    }

    /** The rows of a table, in the order of columns that tell them apart. */
    static String rows(String table, String order) {
        return "select to_jsonb(t)::text from public.\"%s\" t order by %s".formatted(table, order);
    }

    /** As {@link #rows}, each with the moment at which the budget it refers to is reset. */
    static String rowsWithBudget(String table, String order) {
        return """
            select (to_jsonb(t) || jsonb_build_object('budget_reset_at', b.budget_reset_at))::text
              from public."%s" t left join public."LiteLLM_BudgetTable" b on b.budget_id = t.budget_id
              order by %s\
            """.formatted(table, order);
    }

    boolean has(String table) {
        return query(
                "select to_regclass(format('public.%I', ?::text)) is not null",
                List.of(table), row -> row.next() && row.getBoolean(1));
    }

    /** Hands over the rows of a query, so many at a time. */
    void read(String query, int batch, Consumer<List<ObjectNode>> taker) {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setFetchSize(batch);
            List<ObjectNode> rows = new ArrayList<>(batch);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    rows.add((ObjectNode) JsonText.stored(found.getString(1)));
                    if (rows.size() == batch) {
                        taker.accept(rows);
                        rows = new ArrayList<>(batch);
                    }
                }
            }
            if (!rows.isEmpty()) {
                taker.accept(rows);
            }
        } catch (SQLException failure) {
            throw failed(failure);
        }
    }

    /** One row of a table by one of its columns, which is text or can be compared with one. */
    Optional<ObjectNode> find(String table, String column, String value) {
        if (!has(table)) {
            return Optional.empty();
        }
        return query(
                "select to_jsonb(t)::text from public.\"%s\" t where t.\"%s\"::text = ? limit 1"
                        .formatted(table, column),
                List.of(value),
                row -> row.next() ? Optional.of((ObjectNode) JsonText.stored(row.getString(1))) : Optional.empty());
    }

    /** How many rows a query counts. */
    long count(String query) {
        return query(query, List.of(), row -> row.next() ? row.getLong(1) : 0L);
    }

    /** Those of their tables that have rows. */
    List<String> tablesWithRows() {
        List<String> named = query(
                "select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace"
                        + " and c.relkind in ('r', 'p') and c.relname like 'LiteLLM\\_%' order by 1",
                List.of(), row -> {
                    List<String> names = new ArrayList<>();
                    while (row.next()) {
                        names.add(row.getString(1));
                    }
                    return names;
                });
        return named.stream()
                .filter(name ->
                        count("select count(*) from (select 1 from public.\"%s\" limit 1) t".formatted(name)) > 0)
                .toList();
    }

    /** What is made of a result. */
    private interface Reading<T> {
        T of(ResultSet rows) throws SQLException;
    }

    private <T> T query(String sql, List<String> values, Reading<T> reading) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setString(i + 1, values.get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                return reading.of(rows);
            }
        } catch (SQLException failure) {
            throw failed(failure);
        }
    }

    private static MovingFailure failed(SQLException failure) {
        return new MovingFailure("The database to import from cannot be read: " + failure.getMessage(), failure);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException gone) {
            // it was only read
        }
    }
}
