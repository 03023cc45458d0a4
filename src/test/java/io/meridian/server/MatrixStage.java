package io.meridian.server;

import io.meridian.auth.KeyHash;
import io.meridian.store.Migrations;
import io.meridian.testing.TestDatabase;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everybody who may call, and objects for them to call about: each is named once and then used up, so that whoever
 * deletes something takes it away from nobody.
 */
final class MatrixStage implements AutoCloseable {
    private static final int OBJECTS = 4_000;
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$(\\w+)");

    private final TestGateway gateway;
    private final Connection connection;
    private final Map<Actor, String> keys = new EnumMap<>(Actor.class);
    private final AtomicInteger next = new AtomicInteger();

    private MatrixStage(TestGateway gateway, Connection connection) {
        this.gateway = gateway;
        this.connection = connection;
    }

    /** Who calls, in the order of the golden file's columns. */
    enum Actor {
        MASTER(null),
        ADMIN("proxy_admin"),
        VIEWER("proxy_admin_viewer"),
        ORG_ADMIN("internal_user"),
        TEAM_ADMIN("internal_user"),
        MEMBER("internal_user"),
        USER("internal_user"),
        USER_VIEWER("internal_user_viewer"),
        /** A key of nobody. */
        PLAIN(null),
        /** A key of an administrator that is blocked. */
        BLOCKED("proxy_admin"),
        NOBODY(null);

        private final @Nullable String role;

        Actor(@Nullable String role) {
            this.role = role;
        }

        String userId() {
            return "actor-" + name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static MatrixStage start() throws SQLException {
        TestDatabase database = new TestDatabase();
        Migrations.migrate(database.settings("meridian"));
        Connection connection = DriverManager.getConnection(
                database.jdbcUrl() + "?currentSchema=meridian",
                database.settings("meridian").user(),
                "postgres");
        plant(connection);
        TestGateway gateway = TestGateway.setup()
                .with("DATABASE_URL", database.url())
                .with("STORE_MODEL_IN_DB", "True")
                .start();
        MatrixStage stage = new MatrixStage(gateway, connection);
        for (Actor actor : Actor.values()) {
            stage.keys.put(actor, stage.keyOf(actor));
        }
        return stage;
    }

    TestGateway gateway() {
        return gateway;
    }

    String key(Actor actor) {
        return keys.getOrDefault(actor, "");
    }

    /** The text with objects in place of their kinds; those of one text belong together. */
    String about(Actor actor, String text) {
        int number = next.incrementAndGet();
        if (number > OBJECTS) {
            throw new IllegalStateException("plant more objects");
        }
        Matcher matcher = PLACEHOLDER.matcher(text);
        return matcher.replaceAll(found -> Matcher.quoteReplacement(object(found.group(1), actor, number)));
    }

    private String object(String kind, Actor actor, int number) {
        return switch (kind) {
            case "self" -> actor.userId();
            case "fresh" -> "fresh-" + number;
            case "team" -> "team-" + number;
            case "organization" -> "organization-" + number;
            case "user" -> "victim-" + number;
            case "budget" -> "budget-" + number;
            case "ownKey" -> newKey("own-" + number, actor.role == null ? null : actor.userId(), null);
            case "model" -> newModel("model-" + number, null);
            case "teamModel" -> newModel("of-team-" + number, "team-" + number);
            case "accessGroup" -> newAccessGroup("group-" + number);
            case "credential" -> newCredential("credential-" + number);
            case "foreignKey" -> newKey("foreign-" + number, "stranger", null);
            case "teamKey" -> newKey("of-team-" + number, "peer", "team-" + number);
            case "serviceKey" -> newKey("service-" + number, null, "team-" + number);
            default -> throw new IllegalArgumentException("no kind of object: " + kind);
        };
    }

    private String newModel(String id, @Nullable String team) {
        return made(id, "/model/new", """
            {"model_name":"%s","litellm_params":{"model":"mock/x"},"model_info":{"id":"%s","team_id":%s}}\
            """.formatted(id, id, team == null ? "null" : "\"" + team + "\""));
    }

    private String newAccessGroup(String name) {
        String model = newModel("in-" + name, null);
        return made(
                name, "/access_group/new", "{\"access_group\":\"%s\",\"model_ids\":[\"%s\"]}".formatted(name, model));
    }

    private String newCredential(String name) {
        return made(
                name,
                "/credentials",
                "{\"credential_name\":\"%s\",\"credential_values\":{\"a\":\"b\"}}".formatted(name));
    }

    /** What is sealed cannot be planted. */
    private String made(String name, String path, String body) {
        HttpResponse<String> answer = gateway.post(path, TestGateway.MASTER_KEY, body);
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.body());
        }
        return name;
    }

    private String keyOf(Actor actor) {
        return switch (actor) {
            case MASTER -> TestGateway.MASTER_KEY;
            case NOBODY -> "";
            case BLOCKED -> {
                String key = newKey("blocked", actor.userId(), null);
                run(
                        "update virtual_key set blocked = true where token = ?",
                        KeyHash.of(key).hex());
                yield key;
            }
            default -> newKey(actor.userId(), actor.role == null ? null : actor.userId(), null);
        };
    }

    private String newKey(String name, @Nullable String user, @Nullable String team) {
        String key = "sk-matrix-" + name;
        run(
                "insert into virtual_key (token, key_name, user_id, team_id, created_at, updated_at)"
                        + " values (?, ?, ?, ?, now(), now())",
                KeyHash.of(key).hex(),
                "sk-..." + name,
                user,
                team);
        return key;
    }

    /** Teams and organizations of which all who should be are members, before anybody looks. */
    private static void plant(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (Actor actor : Actor.values()) {
                if (actor.role != null) {
                    statement.execute(user("'" + actor.userId() + "'", actor.role, ""));
                }
            }
            String many = " from generate_series(1, " + OBJECTS + ") n";
            statement.execute(user("'peer'", "internal_user", ""));
            statement.execute(user("'stranger'", "internal_user", ""));
            statement.execute(user("'victim-' || n", "internal_user", many));
            statement.execute(
                    "insert into budget (budget_id, created_at, updated_at) select 'budget-' || n, now(), now()"
                            + many);
            statement.execute("insert into budget (budget_id, created_at, updated_at) values ('shared', now(), now())");
            statement.execute("insert into organization (organization_id, organization_alias, budget_id, created_at,"
                    + " updated_at) select 'organization-' || n, 'o', 'shared', now(), now()" + many);
            statement.execute("insert into team (team_id, team_alias, organization_id, created_at, updated_at)"
                    + " select 'team-' || n, 't', 'organization-' || n, now(), now()" + many);
            statement.execute("insert into organization_member select 'organization-' || n, '"
                    + Actor.ORG_ADMIN.userId() + "', 'org_admin', null, now(), now()" + many);
            for (String member : new String[] {Actor.TEAM_ADMIN.userId(), Actor.MEMBER.userId(), "peer"}) {
                statement.execute("insert into team_member select 'team-' || n, '" + member + "', '"
                        + (member.equals(Actor.TEAM_ADMIN.userId()) ? "admin" : "user")
                        + "', null, now(), now()" + many);
            }
        }
    }

    private static String user(String id, String role, String source) {
        return "insert into gateway_user (user_id, user_role, created_at, updated_at) select " + id + ", '" + role
                + "', now(), now()" + source;
    }

    private void run(String sql, @Nullable String... parameters) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            statement.executeUpdate();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public void close() throws SQLException {
        gateway.close();
        connection.close();
    }
}
