package io.meridian.llm;

import io.meridian.auth.Caller;
import io.meridian.base.GatewayException;
import io.meridian.base.Usd;
import io.meridian.limits.Limit;
import io.meridian.limits.LimitDecision;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a client is told when a limit stops its call. Immutable. */
final class Refusals {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private final int budgetStatus;
    private final Clock clock;

    Refusals(int budgetStatus, Clock clock) {
        this.budgetStatus = budgetStatus;
        this.clock = clock;
    }

    GatewayException of(LimitDecision.Refused refusal, Caller caller) {
        return switch (refusal.limit()) {
            case Limit.Budget budget -> budget(refusal, budget, caller);
            case Limit.Rate rate -> rate(refusal, rate.unit() == Limit.Unit.REQUESTS ? "requests" : "tokens", caller);
            case Limit.Parallel parallel -> rate(refusal, "max_parallel_requests", caller);
        };
    }

    static GatewayException of(LimitDecision.Unverifiable unverifiable) {
        return new GatewayException.Unavailable(
                "The limits of %s cannot be checked at the moment."
                        .formatted(unverifiable.limit().scope().wireName()),
                Duration.ofSeconds(1),
                null);
    }

    private GatewayException budget(LimitDecision.Refused refusal, Limit.Budget budget, Caller caller) {
        Usd current = new Usd(refusal.current());
        return new GatewayException.BudgetExceeded(
                budgetStatus,
                switch (budget.scope()) {
                    case USER ->
                        "ExceededBudget: User=%s over budget. Spend=%s, Budget=%s"
                                .formatted(budget.subject(), current, budget.max());
                    case TEAM_MEMBER ->
                        "ExceededBudget: Crossed spend within team. %s Spend=%s, Budget=%s"
                                .formatted(member(caller), current, budget.max());
                    case KEY_WINDOW ->
                        "ExceededBudget: Key over %s budget. Spend=%s, Budget=%s"
                                .formatted(rule(budget, caller), current, budget.max());
                    case MODEL_PER_KEY ->
                        "LiteLLM Virtual Key: %s, key_alias: %s, exceeded budget for model=%s. Spend=%s, Budget=%s"
                                .formatted(
                                        caller.account(),
                                        caller.key()
                                                .map(key -> key.name().alias())
                                                .orElse(null),
                                        rule(budget, caller),
                                        current,
                                        budget.max());
                    default ->
                        "Budget has been exceeded! %s Current cost: %s, Max budget: %s"
                                .formatted(whose(budget, caller), current, budget.max());
                });
    }

    private static String whose(Limit.Budget budget, Caller caller) {
        return switch (budget.scope()) {
            case TEAM -> "Team=" + budget.subject();
            case ORGANIZATION -> "Organization=" + budget.subject();
            default ->
                "Key="
                        + caller.key()
                                .map(key -> (key.name().alias() == null
                                                ? "key"
                                                : key.name().alias())
                                        + " (" + key.mask() + ")")
                                .orElse(budget.subject());
        };
    }

    /** The accounts of members and keys are named for no reader. */
    private static String subject(Limit limit, Caller caller) {
        return switch (limit.scope()) {
            case API_KEY -> caller.account();
            case MODEL_PER_KEY -> caller.account() + ":" + rule(limit, caller);
            case TEAM_MEMBER ->
                caller.belonging()
                        .member()
                        .map(member -> member.teamId() + ":" + member.userId())
                        .orElse(limit.subject());
            default -> limit.subject();
        };
    }

    /** Which rule of the key it is. */
    private static String rule(Limit limit, Caller caller) {
        return caller.key()
                .map(key -> limit.subject().substring(key.account("").length()))
                .orElse(limit.subject());
    }

    private static String member(Caller caller) {
        return caller.belonging()
                .member()
                .map(member -> "User=%s, Team=%s".formatted(member.userId(), member.teamId()))
                .orElse("");
    }

    private GatewayException rate(LimitDecision.Refused refusal, String type, Caller caller) {
        StringBuilder message = new StringBuilder("Rate limit exceeded for %s: %s. Limit type: %s. "
                .formatted(refusal.limit().scope().wireName(), subject(refusal.limit(), caller), type));
        message.append("Current limit: %d, Remaining: %d."
                .formatted(refusal.limit().ceiling(), Math.max(0, refusal.remaining())));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("rate_limit_type", type);
        refusal.resetAt().ifPresent(moment -> {
            String reset = MOMENT.format(moment);
            message.append(" Limit resets at: ").append(reset);
            headers.put("reset_at", reset);
        });
        AnswerHeaders.addLimits(caller, clock.instant(), headers);
        return new GatewayException.LimitExceeded(
                message.toString(), refusal.retryAfter().orElse(null), headers);
    }
}
