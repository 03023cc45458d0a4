package io.meridian.admin.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.auth.KeyHash;
import io.meridian.server.TestGateway;
import io.meridian.store.Migrations;
import io.meridian.testing.TestDatabase;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A gateway and people to whom keys belong: Ann is a member of the team "crew", Tom administers it, and Olga its
 * organization "acme"; Sam belongs to nothing. There are also an organization "other" with a team "others", and a
 * budget "tier".
 */
final class KeyStage implements AutoCloseable {
    private static final String STAMPS = ", now(), now()";

    private final TestDatabase database;
    private final TestGateway gateway;

    private KeyStage(TestDatabase database, TestGateway gateway) {
        this.database = database;
        this.gateway = gateway;
    }

    static KeyStage start() {
        return start("model_list: []");
    }

    static KeyStage start(String yaml) {
        TestDatabase database = new TestDatabase();
        Migrations.migrate(database.settings("meridian"));
        KeyStage stage = new KeyStage(
                database,
                TestGateway.setup()
                        .yaml(yaml)
                        .with("DATABASE_URL", database.url())
                        .start());
        stage.plant();
        return stage;
    }

    TestGateway gateway() {
        return gateway;
    }

    /** A key of a user that an administrator has made. */
    String keyOf(String user) {
        return gateway.newKey("{\"user_id\": \"%s\"}".formatted(user));
    }

    /** As the administrator, who is not refused. */
    JsonNode ok(String path, String body) {
        return ok(path, TestGateway.MASTER_KEY, body);
    }

    JsonNode ok(String path, String key, String body) {
        HttpResponse<String> answer = gateway.post(path, key, body);
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        return TestGateway.json(answer);
    }

    JsonNode get(String path, String key) {
        HttpResponse<String> answer = gateway.get(path, key);
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        return TestGateway.json(answer);
    }

    JsonNode get(String path) {
        return get(path, TestGateway.MASTER_KEY);
    }

    JsonNode info(String key) {
        return get("/key/info?key=" + key).path("info");
    }

    /** What somebody is told who is refused. */
    JsonNode refused(int status, String path, String key, String body) {
        HttpResponse<String> answer = gateway.post(path, key, body);
        assertThat(answer.statusCode())
                .as(path + " " + body + ": " + answer.body())
                .isEqualTo(status);
        return TestGateway.json(answer).path("error");
    }

    static String hash(String key) {
        return KeyHash.of(key).hex();
    }

    void execute(String... statements) {
        try (Connection connection = DriverManager.getConnection(
                        database.jdbcUrl() + "?currentSchema=meridian",
                        database.settings("meridian").user(),
                        database.settings("meridian").password().reveal());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void plant() {
        execute(
                "insert into budget (budget_id, max_budget, rpm_limit, budget_duration, created_at, updated_at) values"
                        + " ('tier', 5, 7, '30d'" + STAMPS + "), ('none', null, null, null" + STAMPS + ")",
                "insert into organization (organization_id, organization_alias, budget_id, created_at, updated_at)"
                        + " values ('acme', 'Acme', 'none'" + STAMPS + "), ('other', 'Other', 'none'" + STAMPS + ")",
                "insert into team (team_id, team_alias, organization_id, models, tpm_limit, created_at, updated_at)"
                        + " values ('crew', 'Crew', 'acme', '{}', null" + STAMPS + "),"
                        + " ('narrow', 'Narrow', 'acme', '{a}', 100" + STAMPS + "),"
                        + " ('others', 'Others', 'other', '{}', null" + STAMPS + ")",
                "insert into gateway_user (user_id, user_email, user_role, created_at, updated_at) values"
                        + " ('ann', 'ann@example.com', 'internal_user'" + STAMPS + "),"
                        + " ('tom', null, 'internal_user'" + STAMPS + "),"
                        + " ('olga', null, 'internal_user'" + STAMPS + "),"
                        + " ('sam', null, 'internal_user'" + STAMPS + "),"
                        + " ('vera', null, 'proxy_admin_viewer'" + STAMPS + ")",
                "insert into team_member (team_id, user_id, role, created_at, updated_at) values"
                        + " ('crew', 'ann', 'user'" + STAMPS + "), ('crew', 'tom', 'admin'" + STAMPS + "),"
                        + " ('narrow', 'tom', 'admin'" + STAMPS + ")",
                "insert into organization_member (organization_id, user_id, user_role, created_at, updated_at) values"
                        + " ('acme', 'olga', 'org_admin'" + STAMPS + ")");
    }

    @Override
    public void close() {
        gateway.close();
    }
}
