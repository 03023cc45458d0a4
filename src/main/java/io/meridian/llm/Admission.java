package io.meridian.llm;

import io.meridian.auth.Caller;
import io.meridian.base.GatewayException;
import io.meridian.base.Usd;
import io.meridian.limits.Cost;
import io.meridian.limits.Limit;
import io.meridian.limits.LimitDecision;
import io.meridian.limits.RateLimiter;
import io.meridian.routing.Deployment;
import io.meridian.routing.Plan;
import io.meridian.spend.Price;
import io.meridian.spend.PriceBook;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** Decides whether a call may be made, and charges its estimate if so. Thread-safe. */
final class Admission {
    private static final int MOST_PRICES = 10_000;

    private final RateLimiter limiter;
    private final CallLimits limits;
    private final Refusals refusals;
    private final LlmSettings.CountedTokens counted;
    private final PriceBook prices;
    private final Clock clock;
    /** By deployment and model: wildcards make more of them than the file lists, but only as clients get answers. */
    private final Map<String, Optional<Price>> known = new ConcurrentHashMap<>();

    Admission(RateLimiter limiter, CallLimits limits, LlmSettings.Admission settings, PriceBook prices, Clock clock) {
        this.limiter = limiter;
        this.limits = limits;
        this.refusals = new Refusals(settings.budgetStatus());
        this.counted = settings.counted();
        this.prices = prices;
        this.clock = clock;
    }

    /** Charges the call to all its limits at once, or refuses it and charges nothing. */
    CallBooks.Admitted admit(Caller caller, Envelope envelope, Plan plan) {
        Instant now = clock.instant();
        Optional<Price> price = price(plan.deployment());
        List<Limit> all = limits.of(caller, price.map(Price::isFree).orElse(false), now);
        TokenEstimate estimate = TokenEstimate.of(envelope, CallLimits.tightestTokens(all))
                .within(price.map(known -> known.limits().maxOutputTokens()).orElse(OptionalLong.empty()));
        Usd money = price.map(known -> io.meridian.spend.Cost.estimate(known, estimate.prompt(), estimate.output()))
                .orElse(Usd.ZERO);
        LimitDecision decision =
                limiter.acquire(CallLimits.tenant(caller), all, new Cost(estimate.counted(counted), money));
        return switch (decision) {
            case LimitDecision.Granted granted ->
                new CallBooks.Admitted(granted.hold(), granted.standings(), estimate, money, price, now);
            case LimitDecision.Refused refused -> throw refusals.of(refused, caller);
            case LimitDecision.Unverifiable unverifiable -> throw Refusals.of(unverifiable);
        };
    }

    /** A spent budget is told before a misspelt model is. Nothing is charged. */
    void requireBudget(Caller caller) {
        List<Limit> budgets = limits.of(caller, false, clock.instant()).stream()
                .filter(limit -> limit instanceof Limit.Budget)
                .toList();
        switch (limiter.acquire(CallLimits.tenant(caller), budgets, Cost.NOTHING)) {
            case LimitDecision.Granted granted -> limiter.release(granted.hold());
            case LimitDecision.Refused refused -> throw refusals.of(refused, caller);
            case LimitDecision.Unverifiable unverifiable -> throw Refusals.of(unverifiable);
        }
    }

    static GatewayException unknownModel(String route, String model) {
        return new GatewayException.InvalidRequest(
                "%s: Invalid model name passed in model=%s. Call `/v1/models` to view available models for your key."
                        .formatted(route, model),
                null);
    }

    private Optional<Price> price(Deployment deployment) {
        String name = deployment.id() + '\0' + deployment.model();
        Optional<Price> found = known.get(name);
        if (found == null) {
            found = prices.find(
                    deployment.providerName(), deployment.model(), deployment.baseModel(), deployment.prices());
            if (known.size() < MOST_PRICES) {
                known.put(name, found);
            }
        }
        return found;
    }
}
