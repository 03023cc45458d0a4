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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Decides whether a call may be made, and charges its estimate if so. Thread-safe. */
final class Admission {
    private static final int MOST_TERMS = 10_000;
    private static final int LONGEST_NAME = 512;

    private final RateLimiter limiter;
    private final CallLimits limits;
    private final Refusals refusals;
    private final LlmSettings.CountedTokens counted;
    private final PriceBook prices;
    private final Clock clock;
    /** By deployment and model: through wildcards clients make more of them than the file lists. */
    private final Map<String, Terms> known = new ConcurrentHashMap<>();

    Admission(RateLimiter limiter, CallLimits limits, LlmSettings.Admission settings, PriceBook prices, Clock clock) {
        this.limiter = limiter;
        this.limits = limits;
        this.refusals = new Refusals(settings.budgetStatus(), clock);
        this.counted = settings.counted();
        this.prices = prices;
        this.clock = clock;
    }

    /** Charges the call to all its limits at once, or refuses it and charges nothing. */
    CallBooks.Admitted admit(Caller caller, Envelope envelope, Plan plan) {
        Instant now = clock.instant();
        Terms terms = terms(plan.deployment());
        Optional<Price> price = terms.price();
        List<Account> accounts = limits.accounts(caller, names(envelope, plan), now);
        List<Limit> all = limits.of(accounts, price.map(Price::isFree).orElse(false));
        TokenEstimate estimate = TokenEstimate.of(envelope, CallLimits.tightestTokens(all))
                .within(price.map(known -> known.limits().maxOutputTokens()).orElse(OptionalLong.empty()));
        Usd money = price.map(known -> io.meridian.spend.Cost.estimate(known, estimate.prompt(), estimate.output()))
                .orElse(Usd.ZERO);
        LimitDecision decision =
                limiter.acquire(CallLimits.tenant(caller), all, new Cost(estimate.counted(counted), money));
        return switch (decision) {
            case LimitDecision.Granted granted ->
                new CallBooks.Admitted(granted.hold(), granted.standings(), estimate, money, terms, accounts, now);
            case LimitDecision.Refused refused -> throw refusals.of(refused, caller);
            case LimitDecision.Unverifiable unverifiable -> throw Refusals.of(unverifiable);
        };
    }

    /** A spent budget is told before a misspelt model is. Nothing is charged. */
    void requireBudget(Caller caller) {
        List<Limit> budgets = limits.of(limits.accounts(caller, Set.of(), clock.instant()), false).stream()
                .filter(limit -> limit instanceof Limit.Budget)
                .toList();
        switch (limiter.acquire(CallLimits.tenant(caller), budgets, Cost.NOTHING)) {
            case LimitDecision.Granted granted -> limiter.release(granted.hold());
            case LimitDecision.Refused refused -> throw refusals.of(refused, caller);
            case LimitDecision.Unverifiable unverifiable -> throw Refusals.of(unverifiable);
        }
    }

    /** A rule about a model holds whichever of its names the client uses. */
    private static Set<String> names(Envelope envelope, Plan plan) {
        Set<String> names = new HashSet<>(Set.of(plan.publicName()));
        names.add(plan.group());
        envelope.model().ifPresent(names::add);
        return names;
    }

    static GatewayException unknownModel(String route, String model) {
        return new GatewayException.InvalidRequest(
                "%s: Invalid model name passed in model=%s. Call `/v1/models` to view available models for your key."
                        .formatted(route, model),
                null);
    }

    private Terms terms(Deployment deployment) {
        String name = deployment.id() + '\0' + deployment.model();
        Terms found = known.get(name);
        if (found == null) {
            found = new Terms(
                    prices.find(
                            deployment.providerName(), deployment.model(), deployment.baseModel(), deployment.prices()),
                    RequestEdits.of(deployment));
            remember(name, found);
        }
        return found;
    }

    private void remember(String name, Terms terms) {
        if (name.length() > LONGEST_NAME) {
            return;
        }
        // starting over is cheap, and what clients made up does not stay for ever
        if (known.size() >= MOST_TERMS) {
            known.clear();
        }
        known.put(name, terms);
    }
}
