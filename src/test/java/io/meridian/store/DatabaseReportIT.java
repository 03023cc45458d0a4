package io.meridian.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import io.meridian.base.GatewayException;
import io.meridian.testing.TestDatabase;
import java.time.Duration;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;

/** What lists and reports get of the database. */
class DatabaseReportIT {
    @Test
    void whoAsksForTooMuchIsToldSo() {
        DatabaseSettings settings = new TestDatabase().settings("meridian");
        Migrations.migrate(settings);
        try (Database database = Database.open(hasty(settings), new MetricRegistry())) {
            assertThatThrownBy(() -> database.report(jooq -> jooq.fetch("select pg_sleep(20)")))
                    .isInstanceOfSatisfying(GatewayException.Unavailable.class, refused -> {
                        assertThat(refused.status()).isEqualTo(503);
                        assertThat(refused.text()).contains("fewer days");
                        assertThat(refused.retryAfter()).isPresent();
                    });
            // any other failure is ours
            assertThatThrownBy(() -> database.report(jooq -> jooq.fetch("select no_such_column")))
                    .isInstanceOf(DataAccessException.class);
            assertThat(database.<Integer>report(
                            jooq -> jooq.fetchSingle("select 1").get(0, Integer.class)))
                    .isEqualTo(1);
        }
    }

    private static DatabaseSettings hasty(DatabaseSettings settings) {
        return new DatabaseSettings(
                settings.url(),
                settings.directUrl(),
                settings.user(),
                settings.password(),
                settings.schema(),
                settings.connections(),
                settings.connectionTimeout(),
                Duration.ofMillis(100),
                settings.pooled());
    }
}
