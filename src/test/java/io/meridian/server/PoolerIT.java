package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.meridian.auth.KeyHash;
import io.meridian.config.ConfigLoader;
import io.meridian.config.GatewayConfig;
import io.meridian.store.Database;
import io.meridian.store.DatabaseSettings;
import io.meridian.testing.Await;
import io.meridian.testing.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Behind a pooler of transactions nothing may be expected of a session, and nothing said to it. */
class PoolerIT {
    @Test
    void servesWithoutASessionOfItsOwn() {
        String url = TestPostgres.newDatabase();
        try (ChatStage stage = ChatStage.start(ChatStage.MODEL, Map.of("DATABASE_URL", url + "?pgbouncer=true"))) {
            Await.until(
                    "it is ready",
                    () -> stage.gateway()
                                    .get("/health/readiness", TestGateway.MASTER_KEY)
                                    .statusCode()
                            == 200);
            String key = stage.gateway().newKey("{\"max_budget\": 1}");
            assertThat(stage.chat(key, "pooled", ChatStage.CHAT).statusCode()).isEqualTo(200);
            assertThat(stage.row("pooled").path("status").textValue()).isEqualTo("success");
            assertThat(stage.spentNano(KeyHash.of(key).hex())).isPositive();
        }
    }

    @Test
    void saysNothingWhenAConnectionIsMade() throws Exception {
        String url = TestPostgres.newDatabase();
        for (boolean pooled : new boolean[] {true, false}) {
            try (Database database = Database.open(settings(url, pooled), new MetricRegistry());
                    Connection connection = database.connection()) {
                assertThat(setting(connection, "search_path").contains("meridian"))
                        .isEqualTo(!pooled);
                assertThat(setting(connection, "statement_timeout")).isEqualTo(pooled ? "0" : "30s");
                database.begin(connection);
                assertThat(setting(connection, "search_path")).contains("meridian");
                assertThat(setting(connection, "statement_timeout")).isEqualTo("30s");
                connection.rollback();
            }
        }
    }

    private static DatabaseSettings settings(String url, boolean pooled) {
        GatewayConfig config = ConfigLoader.load(
                        Optional.empty(),
                        Map.of(
                                "LITELLM_MASTER_KEY",
                                TestGateway.MASTER_KEY,
                                "DATABASE_URL",
                                url + (pooled ? "?pgbouncer=true" : "")),
                        false,
                        Deployments::isAddressKnown)
                .config();
        return ModuleSettings.database(config.database().orElseThrow());
    }

    private static String setting(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show " + name)) {
            row.next();
            return row.getString(1);
        }
    }
}
