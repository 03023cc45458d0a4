package io.meridian.spend;

import java.math.BigDecimal;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Dollars per token of each kind, with every gap filled. Immutable. */
record PriceRates(
        BigDecimal input,
        BigDecimal output,
        BigDecimal cacheRead,
        BigDecimal cacheCreation,
        BigDecimal reasoning,
        BigDecimal audioInput,
        BigDecimal audioOutput) {
    static final String INPUT = "input_cost_per_token";
    static final String OUTPUT = "output_cost_per_token";

    /** A kind of token without a price of its own costs what plain ones of its direction cost. */
    static PriceRates of(Function<String, @Nullable BigDecimal> fields) {
        BigDecimal input = or(fields.apply(INPUT), BigDecimal.ZERO);
        BigDecimal output = or(fields.apply(OUTPUT), BigDecimal.ZERO);
        return new PriceRates(
                input,
                output,
                or(fields.apply("cache_read_input_token_cost"), input),
                or(fields.apply("cache_creation_input_token_cost"), input),
                or(fields.apply("output_cost_per_reasoning_token"), output),
                or(fields.apply("input_cost_per_audio_token"), input),
                or(fields.apply("output_cost_per_audio_token"), output));
    }

    private static BigDecimal or(@Nullable BigDecimal amount, BigDecimal otherwise) {
        return amount == null ? otherwise : amount;
    }
}
