package io.meridian.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import io.meridian.base.Secret;
import io.meridian.testing.TestRedis;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

class RedisPipeIT {
    private final MetricRegistry metrics = new MetricRegistry();

    private static RedisCommand get(String key) {
        return RedisCommand.of(Protocol.Command.GET, key);
    }

    @Test
    void everyCallerGetsItsOwnAnswer() {
        AtomicInteger right = new AtomicInteger();
        try (TestRedis redis = TestRedis.start();
                // whose answer it is is the question here, not whether a busy machine brings it in 50 ms
                RedisPipe pipe = RedisPipe.open("test", RedisTarget.of(redis.uri()), Duration.ofSeconds(10), metrics)) {
            try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 2000; i++) {
                    String key = "key" + i;
                    pool.execute(() -> {
                        pipe.send(RedisCommand.of(Protocol.Command.SET, key, key));
                        if (pipe.call(get(key)).orElseThrow() instanceof byte[] value
                                && new String(value, StandardCharsets.UTF_8).equals(key)) {
                            right.incrementAndGet();
                        }
                    });
                }
            }
            assertThat(pipe.call(get("absent"))).isEmpty();
        }
        assertThat(right).hasValue(2000);
    }

    @Test
    void anErrorOfOneCommandConcernsNoOther() {
        try (TestRedis redis = TestRedis.start();
                RedisPipe pipe = RedisPipe.open("test", RedisTarget.of(redis.uri()), metrics)) {
            pipe.send(RedisCommand.of(Protocol.Command.SET, "text", "abc"));
            assertThatThrownBy(() -> pipe.call(RedisCommand.of(Protocol.Command.INCR, "text")))
                    .isInstanceOf(RedisUnavailable.class);
            assertThat(pipe.call(RedisCommand.of(Protocol.Command.INCR, "number")))
                    .contains(1L);
        }
    }

    @Test
    void authenticatesAndSelectsItsDatabase() {
        try (TestRedis redis = TestRedis.start();
                Jedis client = new Jedis(redis.uri())) {
            client.aclSetUser("gateway", "on", ">sesame", "~*", "+@all");
            RedisTarget target = new RedisTarget(
                    redis.uri().resolve("/3"), Optional.of("gateway"), Optional.of(new Secret("sesame")), true);
            try (RedisPipe pipe = RedisPipe.open("test", target, metrics)) {
                pipe.call(RedisCommand.of(Protocol.Command.SET, "where", "here"));
            }
            assertThat(client.get("where")).isNull();
            client.select(3);
            assertThat(client.get("where")).isEqualTo("here");
        }
    }

    @Test
    void tellsAScriptThatItIsSentAgain() {
        RedisScript script = RedisScript.of(RedisPipeIT.class, "note.lua");
        try (TestRedis redis = TestRedis.start();
                RedisPipe pipe = RedisPipe.open("test", RedisTarget.of(redis.uri()), metrics)) {
            RedisCommand note = RedisCommand.eval(script, List.of("notes"), List.of("first"));
            pipe.call(note);
            // one at a time: what waits behind a command in doubt was not sent, and is not sent again
            assertThat(sentInDoubt(redis, pipe, note)).isEqualTo("first");
            assertThat(sentInDoubt(redis, pipe, note.tellingRepetition())).isEqualTo("again");
        }
    }

    /** What the command notes last. */
    private static String sentInDoubt(TestRedis redis, RedisPipe pipe, RedisCommand note) {
        redis.pause();
        pipe.send(note);
        while (pipe.isUp()) {
            Thread.onSpinWait();
        }
        redis.resume();
        while (!pipe.isUp()) {
            Thread.onSpinWait();
        }
        byte[] last = (byte[]) pipe.call(RedisCommand.of(Protocol.Command.LINDEX, "notes", "-1"))
                .orElseThrow();
        return new String(last, StandardCharsets.UTF_8);
    }

    @Test
    void startsWithoutRedisAndFindsItLater() {
        TestRedis first = TestRedis.start();
        first.close();
        try (RedisPipe pipe = RedisPipe.open("test", RedisTarget.of(first.uri()), metrics)) {
            assertThatThrownBy(() -> pipe.call(get("x")))
                    .isInstanceOfSatisfying(
                            RedisUnavailable.class,
                            away -> assertThat(away.inDoubt()).isFalse());
            pipe.send(RedisCommand.of(Protocol.Command.SET, "x", "kept"));
            TestRedis second = TestRedis.start(first.uri().getPort());
            while (!pipe.isUp()) {
                Thread.onSpinWait();
            }
            assertThat(pipe.call(get("x"))).isPresent();
            second.close();
        }
    }
}
