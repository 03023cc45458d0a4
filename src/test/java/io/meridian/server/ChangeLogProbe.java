package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.auth.KeyHash;
import io.meridian.testing.Await;
import io.meridian.testing.TestDatabase;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** Tells how far a gateway follows the change log, by keys that are made behind its back. Thread-safe. */
public final class ChangeLogProbe {
    private static final String MODELS = "/v1/models";

    private final TestDatabase database;
    private final TestGateway gateway;
    private final AtomicInteger tries = new AtomicInteger();

    public ChangeLogProbe(TestDatabase database, TestGateway gateway) {
        this.database = database;
        this.gateway = gateway;
    }

    /** What is cached is believed once the change log is followed: then a key made behind its back stays unknown. */
    public void awaitBelief() {
        Await.until("what is cached is believed", () -> {
            String key = unknown();
            make(key);
            return status(key) == 401;
        });
    }

    /** All that was changed until now is forgotten when a later change is. */
    public void awaitAll() throws SQLException {
        String key = unknown();
        make(key);
        execute(
                "insert into meridian.change_log (seq, kind, id)"
                        + " values (nextval('meridian.change_log_seq'), 'key', ?)",
                KeyHash.of(key).hex());
        Await.until("all changes are seen", () -> status(key) == 200);
    }

    private String unknown() {
        String key = "sk-made-behind-its-back-" + tries.incrementAndGet();
        assertThat(status(key)).isEqualTo(401);
        return key;
    }

    private int status(String key) {
        return gateway.get(MODELS, key).statusCode();
    }

    private void make(String key) throws SQLException {
        execute(
                "insert into meridian.virtual_key (token, created_at, updated_at) values (?, now(), now())",
                KeyHash.of(key).hex());
    }

    private void execute(String sql, String parameter) throws SQLException {
        String[] credentials = URI.create(database.url()).getUserInfo().split(":", 2);
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), credentials[0], credentials[1]);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            statement.execute();
        }
    }
}
