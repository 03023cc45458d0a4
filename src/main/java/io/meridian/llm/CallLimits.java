package io.meridian.llm;

import io.meridian.auth.Caller;
import io.meridian.auth.VirtualKey;
import io.meridian.base.BudgetPeriod;
import io.meridian.base.Usd;
import io.meridian.limits.FailMode;
import io.meridian.limits.Limit;
import io.meridian.limits.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Turns what is stored about a caller into the limits of one call. Immutable. */
final class CallLimits {
    private final LlmSettings.Admission settings;
    private final FailMode rates;
    private final FailMode budgets;

    CallLimits(LlmSettings.Admission settings) {
        this.settings = settings;
        this.rates = settings.failsClosedOnRates() ? FailMode.CLOSED : FailMode.SLICE;
        this.budgets = settings.failsClosedOnBudgets() ? FailMode.CLOSED : FailMode.SLICE;
    }

    /** Whose counters lie together: those of a team, or of a key that has none. */
    static String tenant(Caller caller) {
        return caller.key()
                .map(key -> key.owner().teamId() == null
                        ? key.hash().hex()
                        : key.owner().teamId())
                .orElse(Caller.MASTER_KEY_NAME);
    }

    /** {@code free} calls cost nothing and are stopped by no budget. */
    List<Limit> of(Caller caller, boolean free, Instant now) {
        if (caller.key().isEmpty()) {
            return List.of();
        }
        VirtualKey key = caller.key().get();
        String subject = key.hash().hex();
        List<Limit> limits = new ArrayList<>(4);
        Long rpm = key.limits().rpm();
        if (rpm != null) {
            limits.add(new Limit.Rate(Scope.API_KEY, subject, Limit.Unit.REQUESTS, rpm, rates));
        }
        Long tpm = key.limits().tpm();
        if (tpm != null && settings.reservesTokens()) {
            limits.add(new Limit.Rate(Scope.API_KEY, subject, Limit.Unit.TOKENS, tpm, rates));
        }
        Integer parallel = key.limits().parallel();
        if (parallel != null) {
            limits.add(new Limit.Parallel(Scope.API_KEY, subject, parallel, rates));
        }
        if (key.budget().max() != null && !free) {
            limits.add(new Limit.Budget(
                    Scope.API_KEY,
                    subject,
                    Usd.of(key.budget().max()),
                    period(key, now).start(),
                    budgets));
        }
        return limits;
    }

    /** The period a key's spend is booked on, whether or not it has a budget. */
    BudgetPeriod period(VirtualKey key, Instant now) {
        return key.budgetPeriod(now, settings.zone());
    }

    /** The smallest limit of tokens among these. */
    static OptionalLong tightestTokens(List<Limit> limits) {
        long tightest = Long.MAX_VALUE;
        for (Limit limit : limits) {
            if (limit instanceof Limit.Rate rate && rate.unit() == Limit.Unit.TOKENS) {
                tightest = Math.min(tightest, rate.max());
            }
        }
        return tightest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(tightest);
    }
}
