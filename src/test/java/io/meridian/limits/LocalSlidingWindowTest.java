package io.meridian.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.limits.LimitDecision.Granted;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalSlidingWindowTest extends RateLimiterContract {
    private final LocalSlidingWindow limiter =
            new LocalSlidingWindow(clock, Duration.ofMinutes(1), new BudgetSeeds(ledger), Duration.ofDays(1000));

    @Override
    RateLimiter limiter() {
        return limiter;
    }

    @Override
    void renew() {
        limiter.renew();
    }

    @Test
    void forgetsIdleSubjects() {
        for (int i = 0; i < 10_000; i++) {
            Limit.Rate limit = new Limit.Rate(Scope.END_USER, "user" + i, Limit.Unit.REQUESTS, 5, FailMode.SLICE);
            assertThat(ask(Cost.NOTHING, limit)).isInstanceOf(Granted.class);
            advance(1000);
        }
        assertThat(limiter.size()).isLessThan(100);
    }

    @Test
    void callsThatRunOnDoNotKeepIdleSubjects() {
        for (int i = 0; i < 10; i++) {
            granted(Cost.NOTHING, new Limit.Parallel(Scope.END_USER, "slow" + i, 5, FailMode.SLICE));
        }
        for (int i = 0; i < 10_000; i++) {
            Limit limit = new Limit.Parallel(Scope.END_USER, "quick" + i, 5, FailMode.SLICE);
            limiter.settle(granted(Cost.NOTHING, limit), Cost.NOTHING);
            renew();
            advance(1000);
        }
        assertThat(limiter.size()).isLessThan(100);
    }

    @Test
    void grantsOneInstancesShareRoundedUp() {
        ledger.spent = 100;
        Counters counters = Counters.of(tenant, List.of(requests(10), budget(220)));
        for (int i = 0; i < 4; i++) {
            assertThat(limiter.acquire(counters, cost(0, 10), 3)).isInstanceOf(Granted.class);
        }
        assertThat(limiter.acquire(counters, cost(0, 10), 3))
                .isEqualTo(LocalSlidingWindow.refusal(requests(10), 4, 0, 61_000, clock.millis()));
        Counters money = Counters.of(tenant, List.of(budget(220)));
        assertThat(limiter.acquire(money, cost(0, 10), 4)).isInstanceOf(LimitDecision.Refused.class);
        assertThat(limiter.acquire(money, cost(0, 10), 2)).isInstanceOf(Granted.class);
    }
}
