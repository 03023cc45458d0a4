package io.meridian.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.base.Usd;
import io.meridian.limits.LimitDecision.Granted;
import io.meridian.limits.LimitDecision.Refused;
import io.meridian.limits.LimitDecision.Unverifiable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every limiter promises, on a clock that only the test moves. */
abstract class RateLimiterContract {
    static final Instant PERIOD = Instant.parse("2026-11-01T00:00:00Z");

    final TestClock clock = new TestClock();
    final TestLedger ledger = new TestLedger();
    final String tenant = UUID.randomUUID().toString();

    abstract RateLimiter limiter();

    /** What the background thread does every thirty seconds. */
    abstract void renew();

    final Limit.Rate requests(long max) {
        return new Limit.Rate(Scope.API_KEY, "key", Limit.Unit.REQUESTS, max, FailMode.SLICE);
    }

    final Limit.Rate tokens(long max) {
        return new Limit.Rate(Scope.TEAM, "team", Limit.Unit.TOKENS, max, FailMode.SLICE);
    }

    final Limit.Parallel parallel(int max) {
        return new Limit.Parallel(Scope.API_KEY, "key", max, FailMode.SLICE);
    }

    final Limit.Budget budget(long max) {
        return new Limit.Budget(Scope.API_KEY, "key", new Usd(max), PERIOD, FailMode.SLICE);
    }

    static Cost cost(long tokens, long nanos) {
        return new Cost(tokens, new Usd(nanos));
    }

    final LimitDecision ask(Cost cost, Limit... limits) {
        return limiter().acquire(tenant, List.of(limits), cost);
    }

    final Hold granted(Cost cost, Limit... limits) {
        return switch (ask(cost, limits)) {
            case Granted granted -> granted.hold();
            case Refused refused -> throw new AssertionError(refused);
            case Unverifiable unverifiable -> throw new AssertionError(unverifiable);
        };
    }

    final Refused refused(Cost cost, Limit... limits) {
        LimitDecision decision = ask(cost, limits);
        assertThat(decision).isInstanceOf(Refused.class);
        return (Refused) decision;
    }

    /** What is left of a limit that a request which asks for nothing would find; does not charge tokens or money. */
    final long remaining(Limit limit) {
        return switch (ask(Cost.NOTHING, limit)) {
            case Granted granted -> {
                limiter().release(granted.hold());
                yield granted.standings().getFirst().remaining();
            }
            case Refused refused -> refused.remaining();
            case Unverifiable unverifiable -> throw new AssertionError(unverifiable);
        };
    }

    final void advance(long millis) {
        clock.advance(Duration.ofMillis(millis));
    }

    @Test
    void grantsExactlyTheLimitAndSaysWhenMoreFits() {
        for (int left = 2; left >= 0; left--) {
            Granted granted = (Granted) ask(Cost.NOTHING, requests(3));
            assertThat(granted.standings()).containsExactly(new Standing(requests(3), 2 - left, left));
        }
        Refused refused = refused(Cost.NOTHING, requests(3));
        assertThat(refused.limit()).isEqualTo(requests(3));
        assertThat(refused.current()).isEqualTo(3);
        assertThat(refused.remaining()).isZero();
        assertThat(refused.retryAfter()).contains(Duration.ofSeconds(61));
        assertThat(refused.resetAt()).contains(clock.instant().plusSeconds(61));
        advance(60_999);
        refused(Cost.NOTHING, requests(3));
        advance(1);
        granted(Cost.NOTHING, requests(3));
    }

    @Test
    void saysWhatWasSpentBeforeACallThatMayExceedItsBudget() {
        limiter().settle(granted(cost(0, 9), budget(10)), cost(0, 7));
        Granted last = (Granted) ask(cost(0, 100), budget(10));
        assertThat(last.standings()).containsExactly(new Standing(budget(10), 7, 0));
    }

    @Test
    void refusalByOneLimitChargesNoOther() {
        granted(cost(10, 0), tokens(10));
        Limit[] all = {requests(5), parallel(5), budget(5), tokens(10)};
        assertThat(refused(cost(1, 1), all).limit()).isEqualTo(tokens(10));
        assertThat(remaining(parallel(5))).isEqualTo(4);
        assertThat(remaining(budget(5))).isEqualTo(5);
        assertThat(remaining(requests(5))).isEqualTo(4);
    }

    @Test
    void maximumOfZeroRefusesEverything() {
        for (Limit limit : List.of(requests(0), tokens(0), parallel(0), budget(0))) {
            assertThat(refused(Cost.NOTHING, limit).retryAfter()).isEmpty();
        }
    }

    @Test
    void reservationAboveTheWholeLimitIsRefusedForGood() {
        assertThat(refused(cost(101, 0), tokens(100)).retryAfter()).isEmpty();
        granted(cost(100, 0), tokens(100));
        assertThat(refused(cost(100, 0), tokens(100)).retryAfter()).isPresent();
    }

    @Test
    void fullTokenWindowRefusesRequestsThatExpectNone() {
        granted(cost(100, 0), tokens(100));
        refused(Cost.NOTHING, tokens(100));
    }

    @Test
    void settlementCorrectsTheEstimateOnce() {
        Hold hold = granted(cost(60, 600), tokens(100), budget(1000));
        limiter().settle(hold, cost(20, 200));
        limiter().settle(hold, cost(0, 0));
        limiter().release(hold);
        assertThat(remaining(tokens(100))).isEqualTo(80);
        assertThat(remaining(budget(1000))).isEqualTo(800);
        limiter().settle(granted(cost(10, 100), tokens(100), budget(1000)), cost(50, 500));
        assertThat(remaining(tokens(100))).isEqualTo(30);
        assertThat(remaining(budget(1000))).isEqualTo(300);
    }

    @Test
    void releaseKeepsOnlyTheRequest() {
        limiter().release(granted(cost(60, 600), requests(2), tokens(100), parallel(1), budget(1000)));
        assertThat(remaining(tokens(100))).isEqualTo(100);
        assertThat(remaining(budget(1000))).isEqualTo(1000);
        assertThat(remaining(parallel(1))).isZero();
        assertThat(remaining(requests(2))).isZero();
        refused(Cost.NOTHING, requests(2));
    }

    @Test
    void lateRefundIsForgotten() {
        Hold hold = granted(cost(50, 0), tokens(100));
        advance(61_000);
        granted(cost(10, 0), tokens(100));
        limiter().settle(hold, cost(1, 0));
        assertThat(remaining(tokens(100))).isEqualTo(90);
    }

    @Test
    void lateExcessIsChargedNow() {
        Hold hold = granted(cost(50, 0), tokens(100));
        advance(3_600_000);
        limiter().settle(hold, cost(80, 0));
        assertThat(remaining(tokens(100))).isEqualTo(70);
        advance(60_999);
        assertThat(remaining(tokens(100))).isEqualTo(70);
        advance(1);
        assertThat(remaining(tokens(100))).isEqualTo(100);
    }

    @Test
    void leaseExpiresUnlessRenewed() {
        Hold first = granted(Cost.NOTHING, parallel(1));
        refused(Cost.NOTHING, parallel(1));
        for (int i = 0; i < 4; i++) {
            advance(30_000);
            renew();
        }
        assertThat(refused(Cost.NOTHING, parallel(1)).current()).isEqualTo(1);
        advance(90_001);
        Hold second = granted(Cost.NOTHING, parallel(1));
        limiter().settle(first, Cost.NOTHING); // has nothing left to give back
        refused(Cost.NOTHING, parallel(1));
        limiter().settle(second, Cost.NOTHING);
        granted(Cost.NOTHING, parallel(1));
    }

    @Test
    void budgetIsSeededOnceFromTheLedger() throws InterruptedException {
        ledger.spent = 400;
        inParallel(20, () -> granted(cost(0, 10), budget(1000)));
        assertThat(ledger.asked.get()).isBetween(1, 20);
        assertThat(remaining(budget(1000))).isEqualTo(400);
    }

    @Test
    void forgottenBudgetIsSeededAnew() {
        ledger.spent = 400;
        Hold running = granted(cost(0, 100), budget(1000), requests(5));
        ledger.spent = 700;
        assertThat(remaining(budget(1000))).isEqualTo(500);
        limiter().forget(tenant, List.of(budget(0)));
        assertThat(remaining(requests(5))).isEqualTo(3); // nothing else is forgotten
        limiter().settle(running, cost(0, 50)); // finds no counter, and leaves none
        assertThat(remaining(budget(1000))).isEqualTo(300);
    }

    @Test
    void budgetsOfSeveralPeriodsAreApartAndLateCostsStayInTheirs() {
        Limit.Budget next =
                new Limit.Budget(Scope.API_KEY, "key", new Usd(1000), PERIOD.plus(Duration.ofDays(30)), FailMode.SLICE);
        Hold hold = granted(cost(0, 300), budget(1000));
        assertThat(remaining(next)).isEqualTo(1000);
        advance(Duration.ofDays(1).toMillis());
        limiter().settle(hold, cost(0, 500));
        assertThat(remaining(next)).isEqualTo(1000);
        assertThat(remaining(budget(1000))).isEqualTo(500);
    }

    @Test
    void twoBudgetsOnOneCounterAreChargedOnce() {
        granted(cost(0, 30), budget(1000), budget(100));
        assertThat(remaining(budget(1000))).isEqualTo(970);
        granted(cost(0, 70), budget(1000), budget(100));
        refused(cost(0, 1), budget(1000), budget(100));
        granted(cost(0, 1), budget(1000));
    }

    @Test
    void lastRequestOfABudgetReservesWhatIsLeft() {
        ledger.spent = 999;
        Hold last = granted(cost(0, 500), budget(1000));
        assertThat(refused(cost(0, 1), budget(1000)).remaining()).isZero();
        limiter().settle(last, cost(0, 400));
        assertThat(refused(cost(0, 1), budget(1000)).current()).isEqualTo(1399);
    }

    @Test
    void raceForTheLastCentOvershootsByWhatRunsAtMost() throws InterruptedException {
        long cent = 10_000_000;
        Queue<Hold> holds = new ConcurrentLinkedQueue<>();
        inParallel(200, () -> {
            if (ask(cost(0, cent / 4), budget(cent)) instanceof Granted granted) {
                holds.add(granted.hold());
            }
        });
        assertThat(holds).hasSize(4);
        inParallel(1, () -> holds.forEach(hold -> limiter().settle(hold, cost(0, cent / 2))));
        assertThat(refused(cost(0, 1), budget(cent)).current()).isEqualTo(2 * cent);
    }

    @Test
    void concurrentCallersNeverExceedALimit() throws InterruptedException {
        Queue<Hold> holds = new ConcurrentLinkedQueue<>();
        inParallel(100, () -> {
            if (ask(cost(7, 0), requests(30), tokens(150), parallel(25)) instanceof Granted granted) {
                holds.add(granted.hold());
            }
        });
        assertThat(holds).hasSize(21); // 150 / 7
    }

    @Test
    void unknownSpendFailsAsTheBudgetSays() {
        ledger.spent = -1;
        assertThat(ask(cost(0, 1), budget(10))).isEqualTo(new Unverifiable(budget(10)));
        Limit.Budget open = new Limit.Budget(Scope.API_KEY, "key", new Usd(10), PERIOD, FailMode.OPEN);
        granted(cost(0, 1), open, requests(1));
        refused(cost(0, 1), open, requests(1));
    }

    @Test
    void sharedSubjectsAreCountedAcrossTenants() {
        Limit everybody = new Limit.Rate(Scope.ORGANIZATION, tenant, Limit.Unit.REQUESTS, 1, FailMode.SLICE);
        assertThat(limiter().acquire(tenant + "a", List.of(everybody), Cost.NOTHING))
                .isInstanceOf(Granted.class);
        assertThat(limiter().acquire(tenant + "b", List.of(everybody), Cost.NOTHING))
                .isInstanceOf(Refused.class);
    }

    /** Every decision is held against the plain reference, every step of a random walk. */
    @Test
    void agreesWithTheReferenceOnRandomWalks() {
        for (int seed = 0; seed < 30; seed++) {
            new RandomWalk(this, seed).run(120);
            advance(Duration.ofDays(1).toMillis());
        }
    }

    static void inParallel(int threads, Runnable task) throws InterruptedException {
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Object>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                tasks.add(Executors.callable(task));
            }
            for (Future<Object> done : pool.invokeAll(tasks)) {
                try {
                    done.get();
                } catch (ExecutionException failure) {
                    throw new AssertionError(failure.getCause());
                }
            }
        }
    }
}
