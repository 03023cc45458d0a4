package io.meridian.server;

import io.meridian.testing.FakeUpstream;
import io.meridian.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A database that a LiteLLM proxy has used, and in which a gateway is to live from now on. */
final class MovingStage implements AutoCloseable {
    private final TestDatabase database = new TestDatabase();
    private final FakeUpstream upstream = FakeUpstream.start();
    private final List<TestGateway> gateways = new ArrayList<>();

    MovingStage() {
        sql(resource("litellm.sql"));
        sql(resource("litellm-rows.sql").replace("UPSTREAM", upstream.uri().toString()));
    }

    FakeUpstream upstream() {
        return upstream;
    }

    String url() {
        return database.url();
    }

    /** What a command writes, and how it ends. */
    record Run(int code, List<String> lines) {
        /** The line that begins like this, or what is written instead. */
        String line(String beginning) {
            return lines.stream()
                    .filter(line -> line.strip().startsWith(beginning))
                    .findFirst()
                    .orElseGet(() -> String.join("\n", lines));
        }
    }

    Run move(String... more) {
        List<String> words = new ArrayList<>(List.of("import", "--from=os.environ/OLD_URL", "--old-salt-env=OLD_SALT"));
        words.addAll(List.of(more));
        return run(words);
    }

    Run run(List<String> words) {
        List<String> lines = new ArrayList<>();
        Map<String, String> environment = new HashMap<>(Map.of(
                "DATABASE_URL",
                url(),
                "LITELLM_MASTER_KEY",
                TestGateway.MASTER_KEY,
                "LITELLM_SALT_KEY",
                "sk-salt-of-ours-1",
                "OLD_URL",
                url(),
                "OLD_SALT",
                "sk-salt-of-the-tests"));
        int code = new CommandLine(environment, lines::add, lines::add).run(words);
        return new Run(code, lines);
    }

    /** A gateway that serves what is there. */
    TestGateway gateway() {
        TestGateway gateway = TestGateway.setup()
                .with("DATABASE_URL", url())
                .with("LITELLM_SALT_KEY", "sk-salt-of-ours-1")
                .with("STORE_MODEL_IN_DB", "True")
                .start();
        gateways.add(gateway);
        return gateway;
    }

    void sql(String text) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The rows of a query, their columns parted by bars. */
    List<String> rows(String query) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (found.next()) {
                List<String> columns = new ArrayList<>();
                for (int column = 1; column <= found.getMetaData().getColumnCount(); column++) {
                    columns.add(found.getString(column));
                }
                rows.add(String.join("|", columns));
            }
            return rows;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(
                database.jdbcUrl(),
                database.settings("meridian").user(),
                database.settings("meridian").password().reveal());
        return connection;
    }

    private static String resource(String name) {
        try (InputStream stream =
                Objects.requireNonNull(MovingStage.class.getResourceAsStream("/io/meridian/admin/moving/" + name))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        gateways.forEach(TestGateway::close);
        upstream.close();
    }
}
