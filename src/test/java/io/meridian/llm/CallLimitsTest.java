package io.meridian.llm;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.auth.Caller;
import io.meridian.base.Usd;
import io.meridian.limits.FailMode;
import io.meridian.limits.Limit;
import io.meridian.limits.Scope;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which limits a call has to pass. */
class CallLimitsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final String SUBJECT = TestKey.HASH.hex();
    private static final Caller FULL =
            TestKey.PLAIN.limits(10L, 2_000L, 3).budget("1.5").caller();

    @Test
    void takesEveryLimitOfTheKey() {
        CallLimits limits = limits(true, false, false);
        assertThat(of(limits, FULL, false))
                .containsExactly(
                        new Limit.Rate(Scope.API_KEY, SUBJECT, Limit.Unit.REQUESTS, 10, FailMode.SLICE),
                        new Limit.Rate(Scope.API_KEY, SUBJECT, Limit.Unit.TOKENS, 2_000, FailMode.SLICE),
                        new Limit.Parallel(Scope.API_KEY, SUBJECT, 3, FailMode.SLICE),
                        new Limit.Budget(
                                Scope.API_KEY,
                                SUBJECT,
                                Usd.of(new BigDecimal("1.5")),
                                FULL.key()
                                        .orElseThrow()
                                        .budgetPeriod(NOW, ZoneOffset.UTC)
                                        .start(),
                                FailMode.SLICE));
    }

    @Test
    void zeroIsALimitToo() {
        assertThat(of(
                        limits(true, false, false),
                        TestKey.PLAIN.limits(0L, 0L, 0).budget("0").caller(),
                        false))
                .hasSize(4)
                .allMatch(limit -> limit.ceiling() == 0);
    }

    @Test
    void whoHasNoLimitsPassesWithoutAny() {
        CallLimits limits = limits(true, true, true);
        assertThat(of(limits, TestKey.PLAIN.caller(), false)).isEmpty();
        assertThat(of(limits, Caller.master(), false)).isEmpty();
    }

    @Test
    void aFreeCallIsStoppedByNoBudget() {
        assertThat(of(limits(true, false, false), FULL, true)).hasSize(3).noneMatch(Limit.Budget.class::isInstance);
    }

    @Test
    void tokensAreLeftAloneWhereTheyAreNotReserved() {
        List<Limit> found = of(limits(false, false, false), FULL, false);
        assertThat(found).hasSize(3);
        assertThat(CallLimits.tightestTokens(found)).isEmpty();
        assertThat(CallLimits.tightestTokens(of(limits(true, false, false), FULL, false)))
                .hasValue(2_000);
    }

    @Test
    void failsClosedOnlyWhereToldTo() {
        assertThat(of(limits(true, true, false), FULL, false))
                .allMatch(limit -> (limit.failMode() == FailMode.CLOSED) == !(limit instanceof Limit.Budget));
        assertThat(of(limits(true, false, true), FULL, false))
                .allMatch(limit -> (limit.failMode() == FailMode.CLOSED) == (limit instanceof Limit.Budget));
    }

    @Test
    void countersOfATeamLieTogether() {
        assertThat(CallLimits.tenant(TestKey.PLAIN.caller())).isEqualTo(SUBJECT);
        assertThat(CallLimits.tenant(TestKey.PLAIN.named("k", "team-1").caller()))
                .isEqualTo("team-1");
        assertThat(CallLimits.tenant(Caller.master())).isEqualTo(Caller.MASTER_KEY_NAME);
    }

    private static List<Limit> of(CallLimits limits, Caller caller, boolean free) {
        return limits.of(limits.accounts(caller, Set.of(), NOW), free);
    }

    private static CallLimits limits(boolean reservesTokens, boolean closedRates, boolean closedBudgets) {
        return new CallLimits(new LlmSettings.Admission(
                422, ZoneOffset.UTC, reservesTokens, closedRates, closedBudgets, LlmSettings.CountedTokens.TOTAL));
    }
}
