package io.meridian.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.base.JsonText;
import io.meridian.testing.Await;
import io.meridian.testing.FakeUpstream;
import io.meridian.testing.TestPostgres;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A gateway with a provider behind it and a database of its own that tests can look into. */
final class ChatStage implements AutoCloseable {
    /** What most tests call: a model with round prices. */
    static final String MODEL = """
        model_list:
          - model_name: fast-chat
            litellm_params:
              model: openai/gpt-inner
              api_base: UPSTREAM/v1
              api_key: sk-of-the-provider
              input_cost_per_token: 0.000001
              output_cost_per_token: 0.000002
            model_info: {id: fast-1}
        """;

    static final String CHAT = "{\"model\":\"fast-chat\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    static final String STREAM =
            "{\"model\":\"fast-chat\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private final FakeUpstream upstream;
    private final String database;
    private final TestGateway gateway;

    private ChatStage(FakeUpstream upstream, String database, TestGateway gateway) {
        this.upstream = upstream;
        this.database = database;
        this.gateway = gateway;
    }

    /** In the file, {@code UPSTREAM} stands for the address of the provider. */
    static ChatStage start(String yaml, Map<String, String> environment) {
        return start(yaml, environment, new FileOutputStream(FileDescriptor.out));
    }

    static ChatStage start(String yaml, Map<String, String> environment, OutputStream accessLog) {
        FakeUpstream upstream = FakeUpstream.start();
        String database = environment.getOrDefault("DATABASE_URL", TestPostgres.newDatabase());
        TestGateway.Setup setup = TestGateway.setup()
                .accessLog(accessLog)
                .yaml(yaml.replace("UPSTREAM", upstream.uri().toString()))
                .with("DATABASE_URL", database);
        environment.forEach(setup::with);
        return new ChatStage(upstream, database, setup.start());
    }

    FakeUpstream upstream() {
        return upstream;
    }

    TestGateway gateway() {
        return gateway;
    }

    String database() {
        return database;
    }

    /** A chat completion with a call id by which its row can be found. */
    HttpResponse<String> chat(String key, String callId, String body) {
        return gateway.send(gateway.request("/v1/chat/completions", key)
                .header("content-type", "application/json")
                .header("x-litellm-call-id", callId)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** The rows of a call, once there are any. */
    List<JsonNode> rows(String callId) {
        String wanted = callId;
        Await.until("call " + wanted + " is ingested", () -> !rowsNow(wanted).isEmpty());
        return rowsNow(wanted);
    }

    /** The one row of a call. */
    JsonNode row(String callId) {
        List<JsonNode> rows = rows(callId);
        if (rows.size() != 1) {
            throw new AssertionError("wanted one row, found " + rows);
        }
        return rows.getFirst();
    }

    List<JsonNode> rowsNow(String callId) {
        return query("select row_to_json(s)::text from meridian.spend_log s where call_id = ?", callId);
    }

    /** The total of a key in all its periods, in nano-dollars. */
    long spentNano(String hash) {
        return query("select coalesce(sum(amount_nano), 0)::text from meridian.spent where id = ?", hash)
                .getFirst()
                .longValue();
    }

    /** The sum of a key's rows, in nano-dollars. */
    long rowsNano(String hash) {
        return query("select coalesce(sum(spend_nano), 0)::text from meridian.spend_log where api_key = ?", hash)
                .getFirst()
                .longValue();
    }

    long rowCount(String hash) {
        return query("select count(*)::text from meridian.spend_log where api_key = ?", hash)
                .getFirst()
                .longValue();
    }

    private List<JsonNode> query(String sql, String parameter) {
        URI uri = URI.create(database);
        String[] user = uri.getUserInfo().split(":", 2);
        String jdbc = "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath();
        try (Connection connection = DriverManager.getConnection(jdbc, user[0], user[1]);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            List<JsonNode> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(JsonText.stored(rows.getString(1)));
                }
            }
            return found;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public void close() {
        gateway.close();
        upstream.close();
    }
}
