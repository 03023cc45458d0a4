package io.meridian.llm;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.auth.Caller;
import io.meridian.base.GatewayException;
import io.meridian.base.Usd;
import io.meridian.limits.FailMode;
import io.meridian.limits.Limit;
import io.meridian.limits.LimitDecision;
import io.meridian.limits.Scope;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The words and headers of a call that a limit stops. */
class RefusalsTest {
    private static final String SUBJECT = TestKey.HASH.hex();
    private static final Refusals REFUSALS = new Refusals(422, Clock.systemUTC());
    private static final Limit.Rate REQUESTS =
            new Limit.Rate(Scope.API_KEY, SUBJECT, Limit.Unit.REQUESTS, 5, FailMode.SLICE);
    private static final Limit.Rate TOKENS =
            new Limit.Rate(Scope.API_KEY, SUBJECT, Limit.Unit.TOKENS, 100, FailMode.SLICE);
    private static final Limit.Budget BUDGET =
            new Limit.Budget(Scope.API_KEY, SUBJECT, Usd.of(new BigDecimal("0.5")), Instant.EPOCH, FailMode.SLICE);
    private static final Caller CALLER =
            TestKey.PLAIN.limits(5L, 100L, null).budget("0.5").caller();

    @Test
    void namesTheRateAndWhenItWillFit() {
        GatewayException refusal = REFUSALS.of(
                new LimitDecision.Refused(
                        REQUESTS,
                        5,
                        0,
                        Optional.of(Duration.ofSeconds(7)),
                        Optional.of(Instant.parse("2026-11-21T05:31:48Z"))),
                CALLER);
        assertThat(refusal).isInstanceOf(GatewayException.LimitExceeded.class);
        assertThat(refusal.status()).isEqualTo(429);
        assertThat(refusal.type()).isEqualTo("throttling_error");
        assertThat(refusal.param()).isEmpty();
        assertThat(refusal.text())
                .isEqualTo("Rate limit exceeded for api_key: " + SUBJECT
                        + ". Limit type: requests. Current limit: 5, Remaining: 0."
                        + " Limit resets at: 2026-11-21 05:31:48 UTC");
        assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(refusal.headers())
                .containsEntry("rate_limit_type", "requests")
                .containsEntry("reset_at", "2026-11-21 05:31:48 UTC")
                .containsEntry("x-litellm-key-rpm-limit", "5")
                .containsEntry("x-litellm-key-tpm-limit", "100")
                .containsEntry("x-litellm-key-max-budget", "0.5");
    }

    @Test
    void promisesNoTimeForWhatWillNeverFit() {
        GatewayException refusal =
                REFUSALS.of(new LimitDecision.Refused(TOKENS, 18, 82, Optional.empty(), Optional.empty()), CALLER);
        assertThat(refusal.text()).endsWith("Limit type: tokens. Current limit: 100, Remaining: 82.");
        assertThat(refusal.retryAfter()).isEmpty();
        assertThat(refusal.headers()).doesNotContainKey("reset_at");
    }

    @Test
    void neverRemainsLessThanNothing() {
        Limit.Parallel parallel = new Limit.Parallel(Scope.API_KEY, SUBJECT, 2, FailMode.SLICE);
        GatewayException refusal =
                REFUSALS.of(new LimitDecision.Refused(parallel, 3, -1, Optional.empty(), Optional.empty()), CALLER);
        assertThat(refusal.text()).endsWith("Limit type: max_parallel_requests. Current limit: 2, Remaining: 0.");
    }

    @Test
    void tellsWhatABudgetHasComeTo() {
        LimitDecision.Refused spent =
                new LimitDecision.Refused(BUDGET, 1_100_000_000, 0, Optional.empty(), Optional.empty());
        GatewayException refusal = REFUSALS.of(spent, CALLER);
        assertThat(refusal.status()).isEqualTo(422);
        assertThat(refusal.type()).isEqualTo("budget_exceeded");
        assertThat(refusal.text())
                .isEqualTo("Budget has been exceeded! Key=key (sk-...test) Current cost: 1.1, Max budget: 0.5");
        assertThat(REFUSALS.of(spent, TestKey.PLAIN.named("billing", null).caller())
                        .text())
                .contains("Key=billing (sk-...test)");
        assertThat(new Refusals(429, Clock.systemUTC()).of(spent, CALLER).status())
                .isEqualTo(429);
    }

    @Test
    void aLimitThatCannotBeCheckedIsOurFault() {
        GatewayException refusal = Refusals.of(new LimitDecision.Unverifiable(REQUESTS));
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(1));
        assertThat(refusal.text()).contains("api_key").doesNotContain(SUBJECT);
    }
}
