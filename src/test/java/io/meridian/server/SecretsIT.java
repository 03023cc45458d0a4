package io.meridian.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testing.FakeUpstreamBehaviour.CutAfter;
import io.meridian.testing.FakeUpstreamBehaviour.HangUp;
import io.meridian.testing.FakeUpstreamBehaviour.Status;
import io.meridian.testing.LogEar;
import io.meridian.testing.TestPostgres;
import io.meridian.testing.TestRedis;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ClientKillParams;

/** Secrets that were planted in the configuration come out nowhere: in no line of any log, in no answer. */
class SecretsIT {
    private static final String PROVIDER = "sk-planted-provider-4b1d";
    private static final String HEADER = "planted-header-77aa";
    private static final String DATABASE = "planted-database-90cc";
    private static final String REDIS = "planted-redis-31fe";
    private static final String SALT = "sk-planted-salt-5d5d";
    private static final String STORED = "sk-planted-stored-77ab";
    private static final String LENT = "sk-planted-lent-12fe";
    private static final String PREVIOUS = "sk-planted-previous-salt-3";
    private static final String YAML = """
        model_list:
          - model_name: fast-chat
            litellm_params:
              model: openai/gpt-inner
              api_base: UPSTREAM/v1
              api_key: PROVIDER
              extra_headers: {x-planted: HEADER}
              planted_text: PROVIDER
            model_info: {id: fast-1}
          - model_name: nobody
            litellm_params: {model: openai/gpt, api_base: "http://127.0.0.1:1/v1", api_key: PROVIDER}
        credential_list:
          - {credential_name: of-file, credential_values: {api_key: PROVIDER}}
        general_settings: {unknown_setting: PROVIDER}
        """.replace("PROVIDER", PROVIDER).replace("HEADER", HEADER);

    private static final List<String> SECRETS =
            List.of(TestGateway.MASTER_KEY, PROVIDER, HEADER, DATABASE, REDIS, SALT, STORED, LENT, PREVIOUS);

    private static final List<String> PATHS = List.of(
            "/",
            "/health",
            "/health/readiness",
            "/health/readiness/details",
            "/health/liveliness",
            "/metrics",
            "/v1/models",
            "/v1/models/fast-chat",
            "/models",
            "/key/info",
            "/key/list?return_full_object=true",
            "/model/info",
            "/v1/model/info",
            "/v2/model/info",
            "/model_group/info",
            "/access_group/list",
            "/credentials",
            "/credentials/by_name/lent",
            "/credentials/by_name/of-file",
            "/credentials/by_model/stored-1",
            "/credentials/by_model/fast-1",
            "/credentials/migrate-encryption/check",
            "/config/list",
            "/spend/logs",
            "/no/such/path");

    @Test
    void comeOutNowhere() {
        ByteArrayOutputStream accessLog = new ByteArrayOutputStream();
        StringBuilder answers = new StringBuilder();
        try (LogEar ear = LogEar.listen();
                TestRedis redis = TestRedis.start()) {
            try (Jedis client = new Jedis(redis.uri())) {
                client.configSet("requirepass", REDIS);
            }
            Map<String, String> environment = Map.of(
                    "DATABASE_URL",
                    database(),
                    "REDIS_URL",
                    "redis://:" + REDIS + "@127.0.0.1:" + redis.uri().getPort(),
                    "LITELLM_SALT_KEY",
                    SALT,
                    "MERIDIAN_PREVIOUS_SALT_KEYS",
                    PREVIOUS,
                    "STORE_MODEL_IN_DB",
                    "true");
            try (ChatStage stage = ChatStage.start(YAML, environment, accessLog)) {
                drive(stage, answers);
                // a Redis and a provider that fail have words of their own
                try (Jedis client = new Jedis(redis.uri())) {
                    client.auth(REDIS);
                    client.configSet("requirepass", "another");
                    client.clientKill(new ClientKillParams().skipMe(ClientKillParams.SkipMe.YES));
                    drive(stage, answers);
                    client.configSet("requirepass", "");
                }
            }
            assertThat(accessLog.toString(UTF_8)).contains("\"status\":200").contains("\"status\":401");
            assertThat(ear.heard()).isNotBlank();
            for (String secret : SECRETS) {
                assertThat(ear.heard()).doesNotContain(secret);
                assertThat(accessLog.toString(UTF_8)).doesNotContain(secret);
                assertThat(answers.toString()).doesNotContain(secret);
            }
        }
    }

    private static void drive(ChatStage stage, StringBuilder answers) {
        TestGateway gateway = stage.gateway();
        String key = gateway.newKey("{\"rpm_limit\":100,\"max_budget\":1}");
        store(stage, answers);
        for (String body : List.of(ChatStage.CHAT, ChatStage.STREAM)) {
            add(answers, stage.chat(key, "call", body));
            stage.upstream().next(Status.error(401, "Incorrect API key provided: " + "*".repeat(20)));
            add(answers, stage.chat(key, "call", body));
            stage.upstream().next(new HangUp());
            add(answers, stage.chat(key, "call", body));
            stage.upstream().next(new CutAfter(2));
            add(answers, stage.chat(key, "call", body));
            add(answers, stage.chat(key, "call", body.replace("fast-chat", "nobody")));
            add(answers, stage.chat(key, "call", body.replace("fast-chat", "unknown")));
            add(answers, stage.chat(TestGateway.MASTER_KEY, "call", body.substring(1)));
        }
        look(gateway, key, answers);
    }

    /** Everything of a stored model that may hold a secret, used once and answered by every way of failing. */
    private static void store(ChatStage stage, StringBuilder answers) {
        TestGateway gateway = stage.gateway();
        String master = TestGateway.MASTER_KEY;
        add(answers, gateway.post("/credentials", master, """
            {"credential_name":"lent","credential_values":{"api_key":"%s"},"credential_info":{}}\
            """.formatted(LENT)));
        String model = """
            {"model_name":"stored","model_info":{"id":"ID"},"litellm_params":{"model":"openai/x","api_base":"BASE/v1",
             "api_key":"KEY","extra_headers":{"x-more":"KEY"},"extra_body":{"token":"KEY"},"planted_text":"KEY",
             "aws_secret_access_key":"KEY"}}\
            """.replace("BASE", stage.upstream().uri().toString()).replace("KEY", STORED);
        add(answers, gateway.post("/model/new", master, model.replace("ID", "stored-1")));
        add(answers, gateway.post("/model/new", master, model.replace("ID", "stored-1")));
        add(
                answers,
                gateway.post("/model/new", master, model.replace("BASE/v1", "x").replace("ID", "\\u0000")));
        add(answers, gateway.post("/model/new", master, model.replace("\"api_key\":", "\"rpm\":")));
        add(answers, gateway.post("/model/new", master, model.replace("\"api_key\":", "\"litellm_credential_name\":")));
        add(answers, gateway.call("PATCH", "/model/stored-1/update", master, """
            {"litellm_params":{"litellm_credential_name":"lent"}}\
            """));
        add(
                answers,
                gateway.call(
                        "PATCH",
                        "/credentials/lent",
                        master,
                        "{\"credential_values\":{\"more\":\"%s\"}}".formatted(LENT)));
        add(answers, gateway.post("/model/block", master, "{\"model_id\":\"stored-1\"}"));
        add(answers, gateway.post("/model/unblock", master, "{\"model_id\":\"stored-1\"}"));
        add(answers, gateway.post("/credentials/migrate-encryption", master, ""));
        add(answers, stage.chat(master, "call", ChatStage.CHAT.replace("fast-chat", "stored")));
    }

    private static void look(TestGateway gateway, String key, StringBuilder answers) {
        for (String path : PATHS) {
            for (String caller : List.of(TestGateway.MASTER_KEY, key, "sk-nobody-has-this-key", "nonsense")) {
                add(answers, gateway.get(path, caller));
            }
        }
        add(answers, gateway.get("/key/info?key=" + key, TestGateway.MASTER_KEY));
        add(answers, gateway.post("/key/generate", TestGateway.MASTER_KEY, "{\"max_budget\":\"x\"}"));
        add(answers, gateway.post("/key/generate", key, "{}"));
        add(
                answers,
                gateway.send(gateway.request("/v1/models", "x")
                        .header("x-api-key", TestGateway.MASTER_KEY)
                        .DELETE()
                        .build()));
        add(
                answers,
                gateway.send(HttpRequest.newBuilder(URI.create(gateway.uri() + "/v1/models"))
                        .header("authorization", TestGateway.MASTER_KEY.substring(1))
                        .build()));
    }

    private static void add(StringBuilder answers, HttpResponse<String> answer) {
        answers.append(answer.headers().map())
                .append('\n')
                .append(answer.body())
                .append('\n');
    }

    /** A database of its own for a user whose password was planted. */
    private static String database() {
        URI uri = URI.create(TestPostgres.newDatabase());
        String[] user = uri.getUserInfo().split(":", 2);
        String name = uri.getPath().substring(1);
        String jdbc = "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + "/" + name;
        try (Connection connection = DriverManager.getConnection(jdbc, user[0], user[1]);
                Statement statement = connection.createStatement()) {
            statement.execute("drop role if exists planted");
            statement.execute("create role planted login superuser password '" + DATABASE + "'");
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        return "postgresql://planted:" + DATABASE + "@" + uri.getHost() + ":" + uri.getPort() + "/" + name;
    }
}
