package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.meridian.config.ConfigLoader;
import io.meridian.config.GatewayConfig;
import io.meridian.testing.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** The rehearsal before the first client: bounded, and without traces. */
class WarmUpIT {
    private static final long BOUND = Duration.ofSeconds(15).toNanos();

    @TempDir
    private Path scratch;

    private final TestRedis redis = TestRedis.start();
    private final Closing closing = new Closing();
    private final GatewayConfig config = ConfigLoader.load(
                    Optional.empty(),
                    Map.of(
                            "LITELLM_MASTER_KEY",
                            TestGateway.MASTER_KEY,
                            "REDIS_URL",
                            redis.uri().toString()),
                    false,
                    Deployments::isAddressKnown)
            .config();

    private Stores stores = new Stores(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), () -> 1);

    @BeforeEach
    void open() {
        stores = Stores.open(config, "test", new MetricRegistry(), closing);
    }

    @AfterEach
    void close() {
        closing.close();
        redis.close();
    }

    @Test
    void reportsReadyAndLeavesNoFolderBehind() throws Exception {
        List<Path> before = folders();
        CountDownLatch ready = new CountDownLatch(1);
        try (WarmUp warmUp = start(ready)) {
            assertThat(ready.await(BOUND, TimeUnit.NANOSECONDS)).isTrue();
            assertThat(warmUp).isNotNull();
        }
        assertThat(folders()).isEqualTo(before);
    }

    @Test
    void reportsReadyWhenItIsStoppedHalfWay() throws Exception {
        CountDownLatch ready = new CountDownLatch(1);
        long began = System.nanoTime();
        start(ready).close();
        assertThat(ready.await(BOUND, TimeUnit.NANOSECONDS)).isTrue();
        assertThat(System.nanoTime() - began).isLessThan(BOUND);
    }

    @Test
    void playsCallsThatSucceedAndCountersThatExpire() throws Exception {
        try (Rehearsal rehearsal =
                new Rehearsal(stores, ModuleSettings.llm(config, Map::of), scratch, Clock.systemUTC())) {
            for (int i = 0; i < 5; i++) {
                // throws if a call was not answered well
                rehearsal.playOnce();
            }
        }
        try (Jedis client = new Jedis(redis.uri())) {
            assertThat(client.keys("limit:*")).isNotEmpty().allSatisfy(key -> {
                assertThat(key).contains("{rehearsal}");
                assertThat(client.ttl(key)).isPositive();
            });
        }
    }

    private WarmUp start(CountDownLatch ready) {
        return WarmUp.start(stores, ModuleSettings.llm(config, Map::of), Clock.systemUTC(), ready::countDown);
    }

    private static List<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return List.copyOf(new TreeSet<>(
                    all.filter(folder -> folder.getFileName().toString().startsWith("meridian-rehearsal"))
                            .toList()));
        }
    }
}
