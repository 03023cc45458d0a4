package io.meridian.spend;

import io.meridian.api.Usage;
import io.meridian.base.Usd;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a call cost. The total is summed exactly and rounded once, and alone is booked; the parts are rounded each for
 * itself and only shown. Cache parts are contained in the input, reasoning in the output. Immutable.
 */
public record Cost(Usd total, Usd input, Usd output, Usd cacheRead, Usd cacheCreation, Usd reasoning) {
    public static final Cost ZERO = new Cost(Usd.ZERO, Usd.ZERO, Usd.ZERO, Usd.ZERO, Usd.ZERO, Usd.ZERO);

    /** The cost of these tokens; the service tier is the one the provider says it used. */
    public static Cost of(Price price, Usage usage, @Nullable String serviceTier) {
        long prompt = Math.max(0, usage.promptTokens());
        PriceRates rates = price.rates(prompt, serviceTier);
        // details are parts of their totals: a provider that reports more of them must not be charged for twice
        long cached = within(usage.cachedPromptTokens(), prompt);
        long created = within(usage.cacheCreationTokens(), prompt - cached);
        long heard = within(usage.audioPromptTokens(), prompt - cached - created);
        long completion = Math.max(0, usage.completionTokens());
        long thought = within(usage.reasoningTokens(), completion);
        long spoken = within(usage.audioCompletionTokens(), completion - thought);

        BigDecimal cacheRead = times(rates.cacheRead(), cached);
        BigDecimal cacheCreation = times(rates.cacheCreation(), created);
        BigDecimal reasoning = times(rates.reasoning(), thought);
        BigDecimal input = times(rates.input(), prompt - cached - created - heard)
                .add(times(rates.audioInput(), heard))
                .add(cacheRead)
                .add(cacheCreation);
        BigDecimal output = times(rates.output(), completion - thought - spoken)
                .add(times(rates.audioOutput(), spoken))
                .add(reasoning);
        return new Cost(
                Usd.of(input.add(output)),
                Usd.of(input),
                Usd.of(output),
                Usd.of(cacheRead),
                Usd.of(cacheCreation),
                Usd.of(reasoning));
    }

    /** What a call of this size may cost at most, as far as can be known before it is made. */
    public static Usd estimate(Price price, long promptTokens, long maxOutputTokens) {
        PriceRates rates = price.rates(promptTokens, null);
        BigDecimal output = rates.output().max(rates.reasoning());
        return Usd.of(times(rates.input(), Math.max(0, promptTokens)).add(times(output, Math.max(0, maxOutputTokens))));
    }

    private static long within(long part, long whole) {
        return Math.clamp(part, 0, whole);
    }

    private static BigDecimal times(BigDecimal rate, long tokens) {
        return tokens == 0 ? BigDecimal.ZERO : rate.multiply(BigDecimal.valueOf(tokens));
    }
}
