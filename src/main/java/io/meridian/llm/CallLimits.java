package io.meridian.llm;

import io.meridian.auth.Caller;
import io.meridian.auth.VirtualKey;
import io.meridian.limits.FailMode;
import io.meridian.limits.Limit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

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
        return caller.key().map(VirtualKey::tenant).orElse(Caller.MASTER_KEY_NAME);
    }

    /** Who answers for a call of this caller to a model that goes by these names. */
    List<Account> accounts(Caller caller, Set<String> models, Instant now) {
        return Account.of(caller, models, now, settings.zone());
    }

    /** {@code free} calls cost nothing and are stopped by no budget. */
    List<Limit> of(List<Account> accounts, boolean free) {
        List<Limit> limits = new ArrayList<>(4);
        for (Account account : accounts) {
            addRates(account, limits);
            if (!free) {
                account.budget()
                        .ifPresent(max -> limits.add(new Limit.Budget(
                                account.scope(),
                                account.subject(),
                                max,
                                account.period().start(),
                                budgets)));
            }
        }
        return limits;
    }

    private void addRates(Account account, List<Limit> limits) {
        Long rpm = account.rates().rpm();
        if (rpm != null) {
            limits.add(new Limit.Rate(account.scope(), account.subject(), Limit.Unit.REQUESTS, rpm, rates));
        }
        Long tpm = account.rates().tpm();
        if (tpm != null && settings.reservesTokens()) {
            limits.add(new Limit.Rate(account.scope(), account.subject(), Limit.Unit.TOKENS, tpm, rates));
        }
        Integer parallel = account.rates().parallel();
        if (parallel != null) {
            limits.add(new Limit.Parallel(account.scope(), account.subject(), parallel, rates));
        }
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
