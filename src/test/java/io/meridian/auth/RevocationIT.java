package io.meridian.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.server.ChangeLogProbe;
import io.meridian.server.TestGateway;
import io.meridian.testing.Await;
import io.meridian.testing.Link;
import io.meridian.testing.TestDatabase;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one instance revokes is refused by all, whatever gets lost on the way. */
class RevocationIT {
    private static final String MODELS = "/v1/models";
    private static final Duration TARGET = Duration.ofMillis(250);
    private static final Duration POLL = Duration.ofSeconds(2);
    private static final int ROUNDS = 5;

    private final TestDatabase database = new TestDatabase();

    @Test
    void aRevokedKeyIsRefusedElsewhereWithinAQuarterOfASecond() {
        try (TestGateway here = start(database.url());
                TestGateway there = start(database.url())) {
            List<Duration> blocked = new ArrayList<>();
            List<Duration> deleted = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                blocked.add(revocation(here, there, "/key/block", "{\"key\": \"%s\"}"));
                deleted.add(revocation(here, there, "/key/delete", "{\"keys\": [\"%s\"]}"));
            }
            // the middle of the rounds: a busy machine may delay one of them
            assertThat(blocked.stream().sorted().toList().get(ROUNDS / 2)).isLessThan(TARGET);
            assertThat(deleted.stream().sorted().toList().get(ROUNDS / 2)).isLessThan(TARGET);
        }
    }

    @Test
    void aRevokedKeyIsRefusedElsewhereThoughNotificationsAreLost() {
        try (TestGateway here = start(database.url());
                // notifications stay within their database, so this instance listens where none arrive
                TestGateway there = TestGateway.setup()
                        .with("DATABASE_URL", database.url())
                        .with("DATABASE_URL_DIRECT", new TestDatabase().url())
                        .start()) {
            assertThat(revocation(here, there, "/key/block", "{\"key\": \"%s\"}"))
                    .isLessThan(POLL);
            assertThat(revocation(here, there, "/key/delete", "{\"keys\": [\"%s\"]}"))
                    .isLessThan(POLL);
        }
    }

    @Test
    void aKeyUnknownElsewhereIsAcceptedThereOnceItIsMade() {
        try (TestGateway here = start(database.url());
                TestGateway there = start(database.url())) {
            String key = "sk-made-after-it-was-tried";
            assertThat(there.get(MODELS, key).statusCode()).isEqualTo(401);
            here.newKey("{\"key\": \"%s\"}".formatted(key));
            Await.until(
                    POLL, "the key is accepted", () -> there.get(MODELS, key).statusCode() == 200);
        }
    }

    @Test
    void whileTheDatabaseIsAwayOnlyKeysSeenBeforeAreServed() throws SQLException {
        try (Link link = database.link();
                TestGateway gateway = TestGateway.setup()
                        .yaml("general_settings: {database_connection_timeout: 1}\nmodel_list: []")
                        .with("DATABASE_URL", database.url(link))
                        .start()) {
            ChangeLogProbe changes = new ChangeLogProbe(database, gateway);
            changes.awaitBelief();
            String seen = gateway.newKey("{}");
            String unseen = gateway.newKey("{}");
            // or the event of its making could take the seen one out of the cache again
            changes.awaitAll();
            assertThat(gateway.get(MODELS, seen).statusCode()).isEqualTo(200);
            link.cut();
            Await.until(
                    "the loss is noticed",
                    () -> gateway.get("/health/readiness", TestGateway.MASTER_KEY)
                                    .statusCode()
                            == 503);
            HttpResponse<String> refused = gateway.get(MODELS, unseen);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(TestGateway.json(refused).at("/error/type").textValue()).isEqualTo("no_db_connection");
            assertThat(gateway.get(MODELS, seen).statusCode()).isEqualTo(200);
            assertThat(gateway.get(MODELS, TestGateway.MASTER_KEY).statusCode()).isEqualTo(200);
            link.mend();
            Await.until(
                    "the database is back", () -> gateway.get(MODELS, unseen).statusCode() == 200);
        }
    }

    private static TestGateway start(String url) {
        return TestGateway.setup().with("DATABASE_URL", url).start();
    }

    private static Duration revocation(TestGateway here, TestGateway there, String path, String body) {
        String key = here.newKey("{}");
        assertThat(there.get(MODELS, key).statusCode()).isEqualTo(200);
        assertThat(here.post(path, TestGateway.MASTER_KEY, body.formatted(key)).statusCode())
                .isEqualTo(200);
        long revoked = System.nanoTime();
        assertThat(here.get(MODELS, key).statusCode())
                .as("where it was revoked")
                .isEqualTo(401);
        Await.until("the key is refused", () -> there.get(MODELS, key).statusCode() == 401);
        return Duration.ofNanos(System.nanoTime() - revoked);
    }
}
