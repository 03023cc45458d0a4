package io.meridian.config;

import java.time.Duration;

/** How rate limits and budgets are counted, and what happens while they cannot be verified. Immutable. */
public record LimitSettings(
        Duration window,
        TokenRateLimitType tokenRateLimitType,
        boolean tokenReservation,
        boolean budgetReservation,
        boolean failClosedRateLimits,
        boolean failClosedBudgets) {
    /** Which tokens count against a limit of tokens. */
    public enum TokenRateLimitType {
        TOTAL,
        INPUT,
        OUTPUT
    }
}
