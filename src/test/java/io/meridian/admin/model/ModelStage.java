package io.meridian.admin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.base.JsonText;
import io.meridian.server.TestGateway;
import io.meridian.testing.FakeUpstream;
import io.meridian.testing.TestPostgres;
import java.net.URI;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** A provider, a database, and as many gateways on both as a test wants. */
public final class ModelStage implements AutoCloseable {
    public static final String MASTER = TestGateway.MASTER_KEY;

    private static final String YAML = """
        model_list:
          - model_name: of-file
            litellm_params: {model: openai/file-inner, api_base: "UPSTREAM/v1", api_key: sk-of-the-file-0001, rpm: 7}
            model_info: {id: file-1, access_groups: [file-group]}
        credential_list:
          - credential_name: file-credential
            credential_values: {api_key: sk-of-the-file-0002}
            credential_info: {description: written}
        """;

    private final FakeUpstream upstream = FakeUpstream.start();
    private final String database = TestPostgres.newDatabase();
    private final List<TestGateway> gateways = new ArrayList<>();

    public FakeUpstream upstream() {
        return upstream;
    }

    public String database() {
        return database;
    }

    /** Another gateway that stores models. */
    public TestGateway start() {
        return start(setup());
    }

    public TestGateway start(TestGateway.Setup setup) {
        TestGateway gateway = setup.start();
        gateways.add(gateway);
        return gateway;
    }

    public TestGateway.Setup setup() {
        return TestGateway.setup()
                .yaml(YAML.replace("UPSTREAM", upstream.uri().toString()))
                .with("DATABASE_URL", database)
                .with("STORE_MODEL_IN_DB", "True")
                .with("LITELLM_SALT_KEY", "sk-salt-of-the-tests-1");
    }

    /** A body of {@code /model/new} for the provider of this stage. */
    public String model(String name, String id, String more) {
        return """
            {"model_name":"%s","model_info":{"id":"%s"},
             "litellm_params":{"model":"openai/%s-inner","api_base":"%s/v1"%s}}\
            """.formatted(name, id, name, upstream.uri(), more);
    }

    /** Makes a model and returns its row. */
    public JsonNode make(TestGateway gateway, String body) {
        HttpResponse<String> made = gateway.post("/model/new", MASTER, body);
        if (made.statusCode() != 200) {
            throw new AssertionError(made.statusCode() + " " + made.body());
        }
        return JsonText.stored(made.body());
    }

    public HttpResponse<String> chat(TestGateway gateway, String key, String model) {
        return gateway.post(
                "/v1/chat/completions",
                key,
                "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}".formatted(model));
    }

    public int status(TestGateway gateway, String key, String model) {
        return chat(gateway, key, model).statusCode();
    }

    /** Makes a team with an administrator and a member, both named after it. */
    public void team(String id) {
        execute("insert into meridian.team (team_id, created_at, updated_at) values (?, now(), now())", id);
        for (String role : List.of("admin", "user")) {
            String user = id + "-" + role;
            execute(
                    "insert into meridian.gateway_user (user_id, user_role, created_at, updated_at)"
                            + " values (?, 'internal_user', now(), now())",
                    user);
            execute(
                    "insert into meridian.team_member (team_id, user_id, role, created_at, updated_at)"
                            + " values (?, ?, ?, now(), now())",
                    id,
                    user,
                    role);
        }
    }

    /** Runs SQL behind the gateways' backs and says how many rows it changed. */
    public int execute(String sql, String... parameters) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private Connection connect() throws SQLException {
        URI uri = URI.create(database);
        String[] user = uri.getUserInfo().split(":", 2);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath(), user[0], user[1]);
    }

    /** The text of one column of one row. */
    public String stored(String sql) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The entries of {@code data}. */
    public static List<JsonNode> data(HttpResponse<String> answer) {
        return StreamSupport.stream(JsonText.stored(answer.body()).path("data").spliterator(), false)
                .toList();
    }

    public static List<String> names(HttpResponse<String> answer) {
        return data(answer).stream().map(row -> row.path("model_name").asText()).toList();
    }

    @Override
    public void close() {
        gateways.forEach(TestGateway::close);
        upstream.close();
    }
}
