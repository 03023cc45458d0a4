package io.meridian.spend;

import com.codahale.metrics.MetricRegistry;
import io.meridian.base.Secret;
import io.meridian.store.Database;
import io.meridian.store.DatabaseSettings;
import io.meridian.store.Migrations;
import io.meridian.testing.TestPostgres;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A migrated database of a test's own, and what stands in it. */
final class SpendDatabase implements AutoCloseable {
    private final Database database;

    private SpendDatabase(Database database) {
        this.database = database;
    }

    static SpendDatabase create() {
        return open(TestPostgres.newDatabase());
    }

    static SpendDatabase open(String url) {
        DatabaseSettings settings = settings(url);
        Migrations.migrate(settings);
        return new SpendDatabase(Database.open(settings, new MetricRegistry()));
    }

    static DatabaseSettings settings(String url) {
        URI uri = URI.create(url);
        String[] credentials = uri.getUserInfo().split(":", 2);
        String jdbc = "jdbc:postgresql://%s:%d%s".formatted(uri.getHost(), uri.getPort(), uri.getPath());
        return new DatabaseSettings(
                jdbc,
                jdbc,
                credentials[0],
                new Secret(credentials[1]),
                "meridian",
                4,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                false);
    }

    Database database() {
        return database;
    }

    long number(String sql) {
        return Long.parseLong(rows(sql).getFirst().getFirst());
    }

    List<List<String>> rows(String sql) {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<List<String>> rows = new ArrayList<>();
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(found.getString(i)));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    void execute(String sql) {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** What the rows of the test's key cost together. */
    long sumOfRows() {
        return number("select coalesce(sum(spend_nano), 0) from spend_log where api_key = '" + Calls.KEY + "'");
    }

    long total() {
        return number(
                "select coalesce(sum(amount_nano), 0) from spent where scope = 'key' and id = '" + Calls.KEY + "'");
    }

    long sumOfDays() {
        return number("select coalesce(sum(spend_nano), 0) from spend_daily");
    }

    @Override
    public void close() {
        database.close();
    }
}
