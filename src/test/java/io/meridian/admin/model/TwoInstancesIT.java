package io.meridian.admin.model;

import static io.meridian.admin.model.ModelStage.MASTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.server.TestGateway;
import io.meridian.testing.Await;
import io.meridian.testing.FakeUpstream;
import io.meridian.testing.Link;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one instance stores, every other one serves. */
class TwoInstancesIT {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final ModelStage stage = new ModelStage();

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void aModelIsServedElsewhereWithinASecondAndGoneWithinASecond() {
        TestGateway here = stage.start();
        TestGateway there = stage.start();
        awaitFollowing(here, there);
        stage.make(here, stage.model("far", "far-1", ",\"api_key\":\"sk-far-secret-1\""));
        Await.until(SOON, "the model is served there", () -> stage.status(there, MASTER, "far") == 200);
        assertThat(stage.upstream().lastRequest().header("authorization")).contains("Bearer sk-far-secret-1");

        here.post("/model/block", MASTER, "{\"model_id\":\"far-1\"}");
        Await.until(SOON, "it is blocked there", () -> stage.status(there, MASTER, "far") == 400);
        here.post("/model/unblock", MASTER, "{\"model_id\":\"far-1\"}");
        Await.until(SOON, "it is served there again", () -> stage.status(there, MASTER, "far") == 200);

        here.call("PATCH", "/model/far-1/update", MASTER, "{\"model_name\":\"farther\"}");
        Await.until(SOON, "its new name is known there", () -> stage.status(there, MASTER, "farther") == 200);
        assertThat(stage.status(there, MASTER, "far")).isEqualTo(400);

        here.post("/model/delete", MASTER, "{\"id\":\"far-1\"}");
        Await.until(SOON, "it is gone there", () -> stage.status(there, MASTER, "farther") == 400);
        assertThat(stage.status(there, MASTER, "of-file")).isEqualTo(200);
    }

    @Test
    void aChangedCredentialIsUsedElsewhere() {
        TestGateway here = stage.start();
        TestGateway there = stage.start();
        awaitFollowing(here, there);
        here.post("/credentials", MASTER, """
            {"credential_name":"shared","credential_values":{"api_key":"sk-shared-first-1"},"credential_info":{}}\
            """);
        stage.make(here, stage.model("lent", "lent-1", ",\"litellm_credential_name\":\"shared\""));
        Await.until(SOON, "the model is served there", () -> stage.status(there, MASTER, "lent") == 200);
        here.call("PATCH", "/credentials/shared", MASTER, "{\"credential_values\":{\"api_key\":\"sk-shared-second\"}}");
        Await.until(SOON, "the new key is sent", () -> {
            stage.status(there, MASTER, "lent");
            return stage.upstream()
                    .lastRequest()
                    .header("authorization")
                    .equals(Optional.of("Bearer sk-shared-second"));
        });
    }

    @Test
    void whatIsStoredJoinsOnceTheDatabaseIsThere() {
        stage.make(stage.start(), stage.model("late", "late-1", ""));
        try (Link link = linkTo(stage.database())) {
            link.cut();
            TestGateway gateway = stage.start(stage.setup()
                    .with("DATABASE_URL", stage.database().replaceAll("@[^/]+/", "@127.0.0.1:" + link.port() + "/"))
                    .with("DISABLE_SCHEMA_UPDATE", "true"));
            assertThat(stage.status(gateway, MASTER, "of-file")).isEqualTo(200);
            assertThat(stage.status(gateway, MASTER, "late")).isEqualTo(400);
            assertThat(ready(gateway)).isFalse();
            link.mend();
            Await.until("the stored model joins", () -> stage.status(gateway, MASTER, "late") == 200);
            Await.until("it is ready", () -> ready(gateway));
            link.cut();
            assertThat(stage.status(gateway, MASTER, "late")).isEqualTo(200);
        }
    }

    @Test
    void changesAtTheSameTimeLoseNothing() throws Exception {
        TestGateway here = stage.start();
        TestGateway there = stage.start();
        stage.make(here, stage.model("busy", "busy-1", ""));
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> changes = IntStream.range(0, 16)
                    .mapToObj(i -> clients.submit(() -> (i % 2 == 0 ? here : there)
                            .call(
                                    "PATCH",
                                    "/model/busy-1/update",
                                    MASTER,
                                    "{\"model_info\":{\"note_%d\":true}}".formatted(i))
                            .statusCode()))
                    .toList();
            int done = 0;
            for (Future<Integer> change : changes) {
                done += change.get() == 200 ? 1 : 0;
            }
            String info = ModelStage.data(here.get("/model/info?litellm_model_id=busy-1", MASTER))
                    .getFirst()
                    .path("model_info")
                    .toPrettyString();
            int kept = info.split("note_", -1).length - 1;
            assertThat(kept).isEqualTo(done).isPositive();
        }
    }

    @Test
    void aHostOfAStoredModelMayLieInTheOperatorsOwnNetwork() {
        try (FakeUpstream other = FakeUpstream.start()) {
            TestGateway gateway = stage.start(TestGateway.setup()
                    .with("DATABASE_URL", stage.database())
                    .with("STORE_MODEL_IN_DB", "True")
                    .with("LITELLM_SALT_KEY", "sk-salt-of-the-tests-1"));
            String body = """
                {"model_name":"%s","model_info":{"id":"%s"%s},
                 "litellm_params":{"model":"openai/x","api_base":"%s/v1"}}\
                """;
            String team = ",\"team_id\":\"t\"";
            stage.team("t");
            String key = gateway.newKey("{\"team_id\":\"t\"}");
            stage.make(gateway, body.formatted("teams", "teams-1", team, other.uri()));
            // a team may not look around there
            assertThat(stage.status(gateway, key, "teams")).isGreaterThanOrEqualTo(500);
            stage.make(gateway, body.formatted("own", "own-1", "", other.uri()));
            assertThat(stage.status(gateway, key, "own")).isEqualTo(200);
        }
    }

    /** A second instance that has read the start of the log hears of what comes by notification. */
    private void awaitFollowing(TestGateway here, TestGateway there) {
        stage.make(here, stage.model("probe", "probe-1", ""));
        Await.until("changes are followed", () -> stage.status(there, MASTER, "probe") == 200);
    }

    private static boolean ready(TestGateway gateway) {
        return gateway.get("/health/readiness", MASTER).statusCode() == 200;
    }

    private static Link linkTo(String database) {
        URI uri = URI.create(database);
        return Link.to(uri.getHost(), uri.getPort());
    }
}
