package io.meridian.llm;

import io.meridian.api.CallNotes;
import io.meridian.api.Exchange;
import io.meridian.api.Usage;
import io.meridian.auth.Caller;
import io.meridian.auth.VirtualKey;
import io.meridian.base.Usd;
import io.meridian.limits.Hold;
import io.meridian.limits.RateLimiter;
import io.meridian.limits.Scope;
import io.meridian.routing.Plan;
import io.meridian.spend.CallerFacts;
import io.meridian.spend.Charge;
import io.meridian.spend.Cost;
import io.meridian.spend.Estimate;
import io.meridian.spend.OpenedCall;
import io.meridian.spend.Price;
import io.meridian.spend.SpendJournal;
import io.meridian.spend.TargetFacts;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a call is charged and written down: the limiter and the journal. Thread-safe. */
record CallBooks(
        SpendJournal journal, RateLimiter limiter, CallLimits limits, LlmSettings.CountedTokens counted, Clock clock) {
    private static final String CHAT = "acompletion";

    /** Writes down that the call is about to be made. */
    RunningCall open(Exchange exchange, Caller caller, Envelope envelope, Plan plan, Admitted admitted) {
        Optional<Price> price = admitted.price();
        OpenedCall opened = new OpenedCall(
                exchange.callId(),
                CHAT,
                caller(exchange, caller, envelope),
                target(plan),
                charges(caller, clock.instant()),
                estimate(price, admitted.estimate()),
                price.isPresent() && !price.get().isFree(),
                clock.instant());
        return new RunningCall(this, exchange, plan, price, journal.open(opened), admitted.hold());
    }

    /** What was used, in the tokens a limit counts: cached prompts are not counted again. */
    long counted(Usage usage) {
        long prompt = Math.max(0, usage.promptTokens() - usage.cachedPromptTokens());
        return switch (counted) {
            case INPUT -> prompt;
            case OUTPUT -> usage.completionTokens();
            case TOTAL -> prompt + usage.completionTokens();
        };
    }

    static void note(CallNotes notes, Plan plan) {
        notes.modelGroup = plan.group();
        notes.upstreamModel = plan.deployment().qualifiedModel();
        notes.modelId = plan.deployment().id();
        notes.provider = plan.deployment().providerName();
        notes.apiBase = plan.deployment().target().apiBase();
    }

    CallerFacts caller(Exchange exchange, Caller caller, Envelope envelope) {
        @Nullable VirtualKey key = caller.key().orElse(null);
        return new CallerFacts(
                caller.account(),
                key == null ? null : key.name().alias(),
                caller.userId().orElse(null),
                key == null ? null : key.owner().teamId(),
                key == null ? null : key.owner().organizationId(),
                key == null ? null : key.owner().projectId(),
                envelope.user().orElse(null),
                key == null ? null : key.owner().agentId(),
                null,
                exchange.clientAddress(),
                List.of());
    }

    private static TargetFacts target(Plan plan) {
        return new TargetFacts(
                plan.deployment().qualifiedModel(),
                plan.deployment().id(),
                plan.group(),
                plan.deployment().providerName(),
                plan.deployment().target().apiBase());
    }

    /** The key's total of the period that runs now; the master key has a total too, for the reports. */
    private List<Charge> charges(Caller caller, Instant now) {
        Instant start = caller.key()
                .map(key -> limits.period(key, now))
                .orElse(io.meridian.base.BudgetPeriod.ENDLESS)
                .start();
        return List.of(new Charge(Scope.API_KEY.wireName(), caller.account(), start));
    }

    private static Estimate estimate(Optional<Price> price, TokenEstimate tokens) {
        Usd reserved = price.map(known -> Cost.estimate(known, tokens.prompt(), tokens.output()))
                .orElse(Usd.ZERO);
        Usd prompt =
                price.map(known -> Cost.estimate(known, tokens.prompt(), 0)).orElse(Usd.ZERO);
        return new Estimate(reserved, prompt, tokens.prompt());
    }

    /** What admission found out and charged. */
    record Admitted(
            Hold hold, List<io.meridian.limits.Standing> standings, TokenEstimate estimate, Optional<Price> price) {}
}
