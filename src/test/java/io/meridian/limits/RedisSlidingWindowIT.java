package io.meridian.limits;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.meridian.store.RedisPipe;
import io.meridian.store.RedisTarget;
import io.meridian.testing.TestRedis;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

class RedisSlidingWindowIT extends RateLimiterContract {
    private final RedisPipe pipe =
            RedisPipe.open("limit", RedisTarget.of(TestRedis.shared()), Duration.ofSeconds(10), new MetricRegistry());
    private final BudgetSeeds seeds = new BudgetSeeds(ledger);
    private final RedisSlidingWindow limiter = new RedisSlidingWindow(
            pipe,
            new RedisLimitCommands(Duration.ofMinutes(1), () -> Long.toString(clock.millis())),
            seeds,
            new RedisSlices(new LocalSlidingWindow(clock, Duration.ofMinutes(1), seeds, Duration.ZERO), () -> 1),
            HoldNotes.NONE);

    @Override
    RateLimiter limiter() {
        return limiter;
    }

    @Override
    void renew() {
        limiter.renew();
    }

    @AfterEach
    void close() {
        pipe.close();
    }

    @Test
    void everyKeyExpires() {
        Hold open = granted(cost(10, 10), requests(5), tokens(50), parallel(5), budget(500));
        limiter.settle(granted(cost(10, 10), requests(5), tokens(50), parallel(5), budget(500)), cost(5, 5));
        refused(cost(100, 10), requests(5), tokens(50));
        advance(3_600_000);
        limiter.settle(open, cost(20, 20));
        assertThat(remaining(tokens(50))).isEqualTo(40);
        try (Jedis client = new Jedis(TestRedis.shared())) {
            assertThat(client.keys("limit:*" + tenant + "*"))
                    .isNotEmpty()
                    .allSatisfy(key -> assertThat(client.pttl(key)).as(key).isPositive());
        }
    }

    @Test
    void windowInConstantUseDoesNotGrow() {
        for (int second = 0; second < 200; second++) {
            granted(Cost.NOTHING, requests(1000));
            advance(1000);
        }
        try (Jedis client = new Jedis(TestRedis.shared())) {
            assertThat(client.hlen(
                            Counters.of(tenant, List.of(requests(1))).keys().getFirst()))
                    .isLessThanOrEqualTo(63);
        }
    }

    @Test
    void reloadsScriptsThatRedisForgot() {
        granted(Cost.NOTHING, requests(3));
        try (Jedis client = new Jedis(TestRedis.shared())) {
            client.scriptFlush();
        }
        assertThat(remaining(requests(3))).isEqualTo(1);
    }

    @Test
    void holdIsTakenBackByItsIdBeforeOrAfterItIsCharged() {
        RedisLimitCommands commands =
                new RedisLimitCommands(Duration.ofMinutes(1), () -> Long.toString(clock.millis()));
        Counters counters = Counters.of(tenant, List.of(requests(5), tokens(50), parallel(5), budget(500)));
        long[] seeded = {-1, -1, -1, 0};
        pipe.call(commands.acquire(counters, "first", cost(10, 10), seeded));
        pipe.send(commands.undo(counters, "first"));
        pipe.send(commands.undo(counters, "first"));
        pipe.send(commands.undo(counters, "second"));
        pipe.call(commands.acquire(counters, "second", cost(10, 10), seeded));
        assertThat(remaining(tokens(50))).isEqualTo(50);
        assertThat(remaining(parallel(5))).isEqualTo(4);
        assertThat(remaining(budget(500))).isEqualTo(500);
        assertThat(remaining(requests(5))).isEqualTo(4);
    }

    @Test
    void anotherProcessSettlesAHoldByItsReservationOnce() {
        Hold left = granted(cost(10, 100), requests(5), tokens(50), parallel(5), budget(500));
        limiter.settle(left.reservation(), cost(4, 30));
        limiter.settle(left.reservation(), cost(4, 30));
        assertThat(remaining(tokens(50))).isEqualTo(46);
        assertThat(remaining(parallel(5))).isEqualTo(4);
        assertThat(remaining(budget(500))).isEqualTo(470);
        assertThat(remaining(requests(5))).isEqualTo(3);
    }

    @Test
    void aReservationThatWasSettledChangesNothing() {
        Hold ended = granted(cost(10, 100), tokens(50), budget(500));
        limiter.settle(ended, cost(4, 30));
        limiter.settle(ended.reservation(), Cost.NOTHING);
        assertThat(remaining(budget(500))).isEqualTo(470);
        assertThat(remaining(tokens(50))).isEqualTo(46);
    }

    @Test
    void aSettlementInDoubtIsChargedOnceHoweverLateItIsRepeated() {
        RedisLimitCommands commands =
                new RedisLimitCommands(Duration.ofMinutes(1), () -> Long.toString(clock.millis()));
        Hold executed = granted(cost(10, 10), tokens(50), budget(500));
        Hold unseen = granted(cost(10, 10), tokens(50), budget(500));
        pipe.call(commands.settle(executed, cost(15, 15)));
        try (Jedis client = new Jedis(TestRedis.shared())) {
            assertThat(client.del(executed.counters().sibling("hold", executed.id())))
                    .isEqualTo(1); // its time is up
        }
        pipe.call(commands.settle(executed, cost(15, 15)).repeated());
        pipe.call(commands.settle(unseen, cost(15, 15)).repeated());
        assertThat(remaining(budget(500))).isEqualTo(470);
        assertThat(remaining(tokens(50))).isEqualTo(20);
    }

    @Test
    void usesRedisTimeByDefault() {
        RedisSlidingWindow timeless = new RedisSlidingWindow(
                pipe,
                new RedisLimitCommands(Duration.ofMinutes(1), () -> ""),
                seeds,
                new RedisSlices(new LocalSlidingWindow(clock, Duration.ofMinutes(1), seeds, Duration.ZERO), () -> 1),
                HoldNotes.NONE);
        timeless.acquire(tenant, List.of(requests(1)), Cost.NOTHING);
        LimitDecision decision = timeless.acquire(tenant, List.of(requests(1)), Cost.NOTHING);
        assertThat(decision)
                .isInstanceOfSatisfying(
                        LimitDecision.Refused.class,
                        refused -> assertThat(refused.retryAfter())
                                .hasValueSatisfying(wait ->
                                        assertThat(wait).isBetween(Duration.ofSeconds(58), Duration.ofSeconds(61))));
    }
}
