package io.meridian.llm;

import io.meridian.api.Usage;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What the configuration says about calls to models. Immutable, but for the facts, which follow what is offered. */
public record LlmSettings(
        Map<String, String> modelAliases,
        boolean alwaysIncludeUsage,
        Duration timeout,
        Optional<Duration> firstTokenTimeout,
        Duration silence,
        Supplier<Map<String, ModelFacts>> facts,
        Admission admission) {
    /** After so long a silence a stream gets a comment, by which a client that hung up is noticed. */
    public static final Duration STANDARD_SILENCE = Duration.ofSeconds(1);

    public LlmSettings {
        modelAliases = Map.copyOf(modelAliases);
    }

    /** In which zone budget periods begin. */
    public ZoneId zone() {
        return admission.zone();
    }

    /** How limits and budgets are applied. */
    public record Admission(
            int budgetStatus,
            ZoneId zone,
            boolean reservesTokens,
            boolean failsClosedOnRates,
            boolean failsClosedOnBudgets,
            CountedTokens counted) {}

    /** What model lists tell of a group beside its name, as far as its deployments say it. */
    public record ModelFacts(Optional<String> mode, Optional<Integer> maxInput, Optional<Integer> maxOutput) {
        static final ModelFacts NONE = new ModelFacts(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Which tokens count against a limit of tokens. */
    public enum CountedTokens {
        TOTAL,
        INPUT,
        OUTPUT;

        /** Cached prompts are not counted again. */
        public long of(Usage usage) {
            long prompt = Math.max(0, usage.promptTokens() - usage.cachedPromptTokens());
            return switch (this) {
                case INPUT -> prompt;
                case OUTPUT -> usage.completionTokens();
                case TOTAL -> prompt + usage.completionTokens();
            };
        }
    }
}
