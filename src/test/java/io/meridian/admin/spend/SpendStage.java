package io.meridian.admin.spend;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.base.JsonText;
import io.meridian.server.TestGateway;
import io.meridian.testing.Await;
import io.meridian.testing.TestPostgres;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Collectors;

/** A gateway with a model that has a price, and its database, into which tests put rows of their own. */
final class SpendStage implements AutoCloseable {
    static final String MASTER = TestGateway.MASTER_KEY;

    private static final String YAML = """
        model_list:
          - model_name: echo
            litellm_params:
              model: mock/echo
              input_cost_per_token: 0.000001
              output_cost_per_token: 0.000002
            model_info: {id: echo-1}
        """;

    private final String url;
    private final TestGateway gateway;

    private SpendStage(String url, TestGateway gateway) {
        this.url = url;
        this.gateway = gateway;
    }

    static SpendStage start(Map<String, String> environment) {
        return on(TestPostgres.newDatabase(), environment);
    }

    /** A further gateway on the database of another. */
    static SpendStage on(String url, Map<String, String> environment) {
        TestGateway.Setup setup = TestGateway.setup().yaml(YAML).with("DATABASE_URL", url);
        environment.forEach(setup::with);
        return new SpendStage(url, setup.start());
    }

    String url() {
        return url;
    }

    TestGateway gateway() {
        return gateway;
    }

    /** A call, and the id by which its row can be found. */
    String call(String key) {
        String id = "call-" + java.util.UUID.randomUUID();
        HttpResponse<String> answer = chat(key, id);
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.body());
        }
        return id;
    }

    HttpResponse<String> chat(String key, String id) {
        return gateway.send(gateway.request("/v1/chat/completions", key)
                .header("content-type", "application/json")
                .header("x-litellm-call-id", id)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"echo\",\"user\":\"eve\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"))
                .build());
    }

    void awaitRow(String id) {
        Await.until(
                "call " + id + " is a row",
                () -> number("select count(*) from meridian.spend_log where call_id = '" + id + "'") == 1);
    }

    /** What the gateway answers with 200. */
    JsonNode read(String path, String key) {
        HttpResponse<String> answer = gateway.get(path, key);
        if (answer.statusCode() != 200) {
            throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
        }
        return JsonText.stored(answer.body());
    }

    static String query(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** Makes the partition of a day that lies in the past. */
    void day(String day) {
        execute("create table if not exists meridian.spend_log_p%s partition of meridian.spend_log for values from"
                        .formatted(day.replace("-", ""))
                + " ('%1$s 00:00:00+00') to ('%1$s 24:00:00+00')".formatted(day));
    }

    /**
     * Puts rows into the log, numbered from 1 as {@code n}; the columns that are not named have something harmless.
     *
     * @param columns of {@code spend_log}, with expressions over {@code n} as their values
     */
    void plant(int rows, Map<String, String> columns) {
        Map<String, String> all = new java.util.TreeMap<>(Map.ofEntries(
                Map.entry("journal_id", "gen_random_uuid()"),
                Map.entry("journal_segment", "1"),
                Map.entry("journal_offset", "n"),
                Map.entry("request_id", "'planted-' || n"),
                Map.entry("call_id", "'planted-call-' || n"),
                Map.entry("call_type", "'acompletion'"),
                Map.entry("api_key", "'" + "0".repeat(64) + "'"),
                Map.entry("model", "'openai/gpt-4o'"),
                Map.entry("status", "'success'"),
                Map.entry("spend_nano", "n"),
                Map.entry("started_at", "timestamptz '2026-03-01 12:00:00+00' + n * interval '1 second'"),
                Map.entry("ended_at", "timestamptz '2026-03-01 12:00:00+00' + n * interval '1 second'"),
                Map.entry("usage_estimated", "false")));
        for (String counter : new String[] {
            "reserved_nano",
            "prompt_tokens",
            "completion_tokens",
            "total_tokens",
            "cached_prompt_tokens",
            "cache_creation_tokens",
            "audio_prompt_tokens",
            "reasoning_tokens",
            "audio_completion_tokens"
        }) {
            all.put(counter, "0");
        }
        all.putAll(columns);
        execute("insert into meridian.spend_log (%s) select %s from generate_series(1, %d) n"
                .formatted(String.join(", ", all.keySet()), String.join(", ", all.values()), rows));
    }

    void team(String id, String organization) {
        execute("insert into meridian.budget (budget_id, created_at, updated_at) values ('b', now(), now())"
                + " on conflict do nothing");
        execute("insert into meridian.organization (organization_id, organization_alias, budget_id, created_at,"
                + " updated_at) values ('%s', 'alias', 'b', now(), now()) on conflict do nothing"
                        .formatted(organization));
        execute("insert into meridian.team (team_id, team_alias, organization_id, created_at, updated_at) values ('%s',"
                        .formatted(id)
                + " 'alias of %s', '%s', now(), now())".formatted(id, organization));
    }

    void user(String id) {
        execute("insert into meridian.gateway_user (user_id, user_role, created_at, updated_at) values"
                + " ('%s', 'internal_user', now(), now())".formatted(id));
    }

    void member(String team, String user, String role) {
        execute("insert into meridian.team_member values ('%s', '%s', '%s', null, now(), now())"
                .formatted(team, user, role));
    }

    void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    long number(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private Connection connect() throws SQLException {
        URI uri = URI.create(url);
        String[] user = uri.getUserInfo().split(":", 2);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath(), user[0], user[1]);
    }

    @Override
    public void close() {
        gateway.close();
    }
}
