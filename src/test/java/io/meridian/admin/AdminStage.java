package io.meridian.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.server.TestGateway;
import io.meridian.testing.Await;
import io.meridian.testing.FakeUpstream;
import io.meridian.testing.TestPostgres;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Two gateways on one database, with a provider behind them: what an administrator does, and what callers then may. */
public final class AdminStage implements AutoCloseable {
    public static final String MODEL = "fast-chat";

    private static final String YAML = """
        model_list:
          - model_name: fast-chat
            litellm_params: &params
              model: openai/inner
              api_base: "UPSTREAM/v1"
              api_key: k
              input_cost_per_token: 0.000001
              output_cost_per_token: 0.000002
          - model_name: other-chat
            litellm_params: *params
        """;

    private final FakeUpstream upstream;
    private final String database;
    private final TestGateway gateway;
    private final TestGateway other;

    private AdminStage(FakeUpstream upstream, String database, TestGateway gateway, TestGateway other) {
        this.upstream = upstream;
        this.database = database;
        this.gateway = gateway;
        this.other = other;
    }

    public static AdminStage start() {
        return start("");
    }

    /** With more settings than those of the models. */
    public static AdminStage start(String settings) {
        FakeUpstream upstream = FakeUpstream.start();
        String database = TestPostgres.newDatabase();
        String yaml = YAML.replace("UPSTREAM", upstream.uri().toString()) + settings;
        return new AdminStage(upstream, database, gateway(yaml, database), gateway(yaml, database));
    }

    private static TestGateway gateway(String yaml, String database) {
        return TestGateway.setup().with("DATABASE_URL", database).yaml(yaml).start();
    }

    public TestGateway gateway() {
        return gateway;
    }

    public TestGateway other() {
        return other;
    }

    public FakeUpstream upstream() {
        return upstream;
    }

    public JsonNode post(String route, String body) {
        return ok(gateway.post(route, TestGateway.MASTER_KEY, body));
    }

    public JsonNode get(String route) {
        return ok(gateway.get(route, TestGateway.MASTER_KEY));
    }

    public JsonNode send(String method, String route, String body) {
        return ok(send(method, route, TestGateway.MASTER_KEY, body));
    }

    public HttpResponse<String> send(String method, String route, String key, String body) {
        return gateway.send(gateway.request(route, key)
                .header("content-type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    public static JsonNode ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestGateway.json(answer);
    }

    public HttpResponse<String> chat(String key) {
        return chat(gateway, key, MODEL, "");
    }

    /** {@code members} follow the others in the body, each after a comma. */
    public static HttpResponse<String> chat(TestGateway gateway, String key, String model, String members) {
        return gateway.post(
                "/v1/chat/completions",
                key,
                "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]%s}".formatted(model, members));
    }

    /** A user and one key of theirs. */
    public String userWithKey(String id, String role) {
        execute(
                "insert into meridian.gateway_user (user_id, user_role, created_at, updated_at)"
                        + " values (?, ?, now(), now())",
                id,
                role);
        return gateway.newKey("{\"user_id\":\"%s\"}".formatted(id));
    }

    public void team(String id, String organization) {
        execute(
                "insert into meridian.team (team_id, organization_id, created_at, updated_at)"
                        + " values (?, nullif(?, ''), now(), now())",
                id,
                organization);
    }

    public void teamMember(String team, String user, String role) {
        execute(
                "insert into meridian.team_member (team_id, user_id, role, created_at, updated_at)"
                        + " values (?, ?, ?, now(), now())",
                team,
                user,
                role);
    }

    public void execute(String sql, String... parameters) {
        run(sql, parameters, statement -> {
            statement.execute();
            return 0L;
        });
    }

    /** The first number a query yields. */
    public long number(String sql, String... parameters) {
        return run(sql, parameters, statement -> {
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        });
    }

    /** What something has spent in all its periods, once that is booked, in nano-dollars. */
    public long booked(String scope, String id) {
        String sql = "select coalesce(sum(amount_nano), 0) from meridian.spent where scope = ? and id = ?";
        Await.until(scope + " " + id + " has spent something", () -> number(sql, scope, id) > 0);
        return number(sql, scope, id);
    }

    private interface Work {
        long with(PreparedStatement statement) throws SQLException;
    }

    private long run(String sql, String[] parameters, Work work) {
        URI uri = URI.create(database);
        String[] user = uri.getUserInfo().split(":", 2);
        String jdbc = "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath();
        try (Connection connection = DriverManager.getConnection(jdbc, user[0], user[1]);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            return work.with(statement);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public void close() {
        other.close();
        gateway.close();
        upstream.close();
    }
}
