package io.meridian.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.base.Usd;
import io.meridian.limits.LimitDecision.Granted;
import io.meridian.limits.LimitDecision.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random requests, settlements and pauses, each checked against {@link ReferenceWindow}; a seed repeats a walk. */
final class RandomWalk {
    private static final int MAX_REQUESTS = 12;
    private static final int MAX_TOKENS = 100;
    private static final int MAX_CALLS = 5;
    private static final int MAX_MONEY = 2_000;

    private record Running(Hold hold, ReferenceWindow.Event tokens, long reserved, long expires) {}

    private final RateLimiterContract contract;
    private final Random random;
    private final int seed;
    private final ReferenceWindow requests = new ReferenceWindow();
    private final ReferenceWindow tokens = new ReferenceWindow();
    private final List<Running> running = new ArrayList<>();
    private final Limit[] limits;
    private long spent;
    private boolean overran;

    RandomWalk(RateLimiterContract contract, int seed) {
        this.contract = contract;
        this.random = new Random(seed);
        this.seed = seed;
        String subject = "walk" + seed;
        limits = new Limit[] {
            new Limit.Rate(Scope.API_KEY, subject, Limit.Unit.REQUESTS, MAX_REQUESTS, FailMode.SLICE),
            new Limit.Rate(Scope.TEAM, subject, Limit.Unit.TOKENS, MAX_TOKENS, FailMode.SLICE),
            new Limit.Parallel(Scope.API_KEY, subject, MAX_CALLS, FailMode.SLICE),
            new Limit.Budget(Scope.API_KEY, subject, new Usd(MAX_MONEY), RateLimiterContract.PERIOD, FailMode.SLICE)
        };
    }

    void run(int steps) {
        for (int step = 0; step < steps; step++) {
            switch (random.nextInt(5)) {
                case 0, 1 -> acquire();
                case 2, 3 -> settle();
                default -> pause();
            }
        }
        assertThat(requests.fullestMinute()).as("seed %d", seed).isLessThanOrEqualTo(MAX_REQUESTS);
        if (!overran) {
            assertThat(tokens.fullestMinute()).as("seed %d", seed).isLessThanOrEqualTo(MAX_TOKENS);
        }
        nothingIsLeftBehind();
    }

    private void acquire() {
        long now = contract.clock.millis();
        Cost estimate = RateLimiterContract.cost(random.nextInt(40), random.nextInt(60));
        long calls = running.stream().filter(call -> call.expires() > now).count();
        long[] inUse = {requests.inUse(now), tokens.inUse(now), calls, spent};
        int failing = -1;
        for (int i = limits.length - 1; i >= 0; i--) {
            failing = inUse[i] + limits[i].least(estimate) > limits[i].ceiling() ? i : failing;
        }
        switch (contract.ask(estimate, limits)) {
            case Granted granted -> {
                assertThat(failing).as("seed %d: granted", seed).isNegative();
                long reserved = Math.min(estimate.money().nanos(), MAX_MONEY - spent);
                requests.add(now, 1);
                spent += reserved;
                running.add(new Running(granted.hold(), tokens.add(now, estimate.tokens()), reserved, now + 90_000));
                assertThat(granted.standings())
                        .as("seed %d", seed)
                        .extracting(Standing::remaining)
                        .containsExactly(
                                MAX_REQUESTS - inUse[0] - 1,
                                MAX_TOKENS - inUse[1] - estimate.tokens(),
                                MAX_CALLS - inUse[2] - 1,
                                MAX_MONEY - spent);
            }
            case Refused refused -> refused(refused, failing, inUse, estimate, now);
            case LimitDecision.Unverifiable unverifiable -> throw new AssertionError(unverifiable);
        }
    }

    private void refused(Refused refused, int failing, long[] inUse, Cost estimate, long now) {
        assertThat(failing).as("seed %d: refused %s", seed, refused).isNotNegative();
        assertThat(refused.limit()).isEqualTo(limits[failing]);
        assertThat(refused.current()).as("seed %d", seed).isEqualTo(inUse[failing]);
        if (failing < 2) {
            ReferenceWindow window = failing == 0 ? requests : tokens;
            long wait = window.waitFor(now, limits[failing].least(estimate), limits[failing].ceiling());
            assertThat(refused.retryAfter()).as("seed %d", seed).contains(Duration.ofMillis(wait));
        } else {
            assertThat(refused.retryAfter()).isEmpty();
        }
    }

    private void settle() {
        if (running.isEmpty()) {
            return;
        }
        Running call = running.remove(random.nextInt(running.size()));
        long now = contract.clock.millis();
        boolean more = random.nextInt(10) == 0;
        overran |= more;
        long used = more ? call.tokens().amount + random.nextInt(30) : random.nextLong(call.tokens().amount + 1);
        long cost = random.nextLong(2 * call.reserved() + 1);
        contract.limiter().settle(call.hold(), RateLimiterContract.cost(used, cost));
        tokens.settle(now, call.tokens(), used);
        spent += cost - call.reserved();
    }

    private void pause() {
        int longest = random.nextInt(12) == 0 ? 150_000 : 15_000;
        contract.advance(random.nextInt(longest));
    }

    private void nothingIsLeftBehind() {
        running.forEach(call -> contract.limiter().release(call.hold()));
        contract.advance(61_000);
        assertThat(contract.remaining(limits[0])).as("seed %d", seed).isEqualTo(MAX_REQUESTS - 1);
        assertThat(contract.remaining(limits[1])).as("seed %d", seed).isEqualTo(MAX_TOKENS);
        assertThat(contract.remaining(limits[2])).as("seed %d", seed).isEqualTo(MAX_CALLS - 1);
        long held = running.stream().mapToLong(Running::reserved).sum();
        assertThat(contract.remaining(limits[3])).as("seed %d", seed).isEqualTo(Math.max(0, MAX_MONEY - spent + held));
    }
}
