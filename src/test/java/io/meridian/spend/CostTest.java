package io.meridian.spend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.api.Usage;
import io.meridian.base.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostTest {
    private static final String IN = "input_cost_per_token";
    private static final String OUT = "output_cost_per_token";
    private static final Price PLAIN = price("openai", IN, "0.000003", OUT, "0.000015");
    private static final Price FULL = price(
            "anthropic",
            IN,
            "0.000003",
            OUT,
            "0.000015",
            "cache_read_input_token_cost",
            "0.0000003",
            "cache_creation_input_token_cost",
            "0.00000375");

    @ParameterizedTest
    @CsvSource({
        // prompt, cached, created, completion: nano-dollars by hand
        "1000, 600, 100, 50, 2205000",
        "0, 0, 0, 0, 0",
        "1, 0, 0, 0, 3000",
        "1000, 1000, 0, 0, 300000",
        "1000, 0, 1000, 0, 3750000",
        // more cached than there is: the prompt bounds it
        "10, 20, 5, 0, 3000",
    })
    void subtractsCachedTokensFromTheInput(long prompt, long cached, long created, long completion, long nanos) {
        Usage usage = new Usage(prompt, completion, prompt + completion, cached, created, 0, 0, 0);
        assertThat(Cost.of(FULL, usage, null).total()).isEqualTo(new Usd(nanos));
    }

    @Test
    void breaksTheTotalDown() {
        Cost cost = Cost.of(FULL, new Usage(1000, 50, 1050, 600, 100, 0, 0, 0), null);
        assertThat(cost.input()).isEqualTo(new Usd(1_455_000));
        assertThat(cost.output()).isEqualTo(new Usd(750_000));
        assertThat(cost.cacheRead()).isEqualTo(new Usd(180_000));
        assertThat(cost.cacheCreation()).isEqualTo(new Usd(375_000));
        assertThat(cost.reasoning()).isEqualTo(Usd.ZERO);
    }

    @Test
    void chargesTheInputPriceWhereNoCachedOneIsKnown() {
        Cost cost = Cost.of(PLAIN, new Usage(1000, 0, 1000, 600, 100, 0, 0, 0), null);
        assertThat(cost.total()).isEqualTo(new Usd(3_000_000));
    }

    @Test
    void takesReasoningAndAudioOutOfTheirTotals() {
        Price price = price(
                "openai",
                IN,
                "0.000001",
                OUT,
                "0.000002",
                "output_cost_per_reasoning_token",
                "0.000003",
                "input_cost_per_audio_token",
                "0.00001",
                "output_cost_per_audio_token",
                "0.00002");
        // 90 plain + 10 heard; 60 plain + 30 thought + 10 spoken
        Cost cost = Cost.of(price, new Usage(100, 100, 200, 0, 0, 10, 30, 10), null);
        assertThat(cost.total()).isEqualTo(new Usd(90_000 + 100_000 + 120_000 + 90_000 + 200_000));
        assertThat(cost.reasoning()).isEqualTo(new Usd(90_000));
        assertThat(Cost.of(PLAIN, new Usage(0, 10, 10, 0, 0, 0, 10, 0), null).total())
                .isEqualTo(new Usd(150_000));
    }

    @ParameterizedTest
    @CsvSource({
        "gemini, 200000, 250000000",
        "gemini, 200001, 500002500",
        // this provider's long context starts at the threshold
        "xai, 200000, 500000000",
        "xai, 199999, 249998750",
        // the highest threshold exceeded wins
        "gemini, 300001, 1200004000",
    })
    void switchesAllRatesAboveAThreshold(String provider, long prompt, long nanos) {
        Price price = price(
                provider,
                IN,
                "0.00000125",
                "input_cost_per_token_above_200k_tokens",
                "0.0000025",
                "input_cost_per_token_above_300k_tokens",
                "0.000004");
        assertThat(Cost.of(price, Usage.of(prompt, 0), null).total()).isEqualTo(new Usd(nanos));
    }

    @Test
    void fallsBackToTheStandardPriceWithinAServiceTier() {
        Price price = price("openai", IN, "0.000001", "input_cost_per_token_flex", "0.0000005", OUT, "0.000002");
        Usage usage = Usage.of(10, 10);
        assertThat(Cost.of(price, usage, "flex").total()).isEqualTo(new Usd(25_000));
        assertThat(Cost.of(price, usage, "default").total()).isEqualTo(new Usd(30_000));
        assertThat(Cost.of(price, usage, "priority").total()).isEqualTo(new Usd(30_000));
    }

    @Test
    void roundsHalfUpOnceAndNotByPart() {
        Price price = price("openai", IN, "0.00000000025", OUT, "0.00000000025");
        // 0.25 + 0.25 nano-dollars: each part alone would vanish
        assertThat(Cost.of(price, Usage.of(1, 1), null).total()).isEqualTo(new Usd(1));
        assertThat(Cost.of(price, Usage.of(1, 0), null).total()).isEqualTo(Usd.ZERO);
    }

    @Test
    void agreesWithOneExactSumForAnyUsage() {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        for (int i = 0; i < 20_000; i++) {
            BigDecimal[] rate = new BigDecimal[4];
            for (int r = 0; r < rate.length; r++) {
                rate[r] = BigDecimal.valueOf(random.nextLong(1L << 40), random.nextInt(12, 25));
            }
            Price price = new Price(
                    "any",
                    "chat",
                    Price.Limits.UNKNOWN,
                    Map.of(
                            IN,
                            rate[0],
                            OUT,
                            rate[1],
                            "cache_read_input_token_cost",
                            rate[2],
                            "output_cost_per_reasoning_token",
                            rate[3]));
            long cached = random.nextLong(1_000_000);
            long text = random.nextLong(1_000_000);
            long thought = random.nextLong(1_000_000);
            long said = random.nextLong(1_000_000);
            Usage usage = new Usage(cached + text, thought + said, 0, cached, 0, 0, thought, 0);
            BigDecimal exact = rate[0].multiply(new BigDecimal(text))
                    .add(rate[1].multiply(new BigDecimal(said)))
                    .add(rate[2].multiply(new BigDecimal(cached)))
                    .add(rate[3].multiply(new BigDecimal(thought)));
            assertThat(Cost.of(price, usage, null).total().toDecimal())
                    .isEqualByComparingTo(exact.setScale(9, RoundingMode.HALF_UP));
        }
    }

    @Test
    void estimatesWhatACallMayCostAtMost() {
        assertThat(Cost.estimate(PLAIN, 1000, 200)).isEqualTo(new Usd(6_000_000));
        assertThat(Cost.estimate(PLAIN, -1, -1)).isEqualTo(Usd.ZERO);
    }

    @Test
    void anEstimateBeyondAllMeasureIsABillion() {
        Usd billion = new Usd(1_000_000_000_000_000_000L);
        assertThat(Cost.estimate(PLAIN, 1000, 100_000_000_000_000_000L)).isEqualTo(billion);
        assertThat(Cost.estimate(PLAIN, Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(billion);
        assertThat(Usd.of(new BigDecimal("-1e999999999"))).isEqualTo(new Usd(-billion.nanos()));
    }

    @Test
    void refusesNegativePrices() {
        assertThatThrownBy(() -> price("openai", IN, "-1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(IN);
    }

    @Test
    void tellsFreeFromUnpriced() {
        assertThat(price("a", IN, "0", OUT, "0.0").isFree()).isTrue();
        assertThat(price("a", IN, "0").isFree()).isFalse();
        assertThat(price("a").isFree()).isFalse();
        assertThat(price("a").pricesTokens()).isFalse();
        assertThat(PLAIN.pricesTokens()).isTrue();
    }

    private static Price price(String provider, String... fields) {
        Map<String, BigDecimal> amounts = new HashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            amounts.put(fields[i], new BigDecimal(fields[i + 1]));
        }
        return new Price(provider, "chat", Price.Limits.UNKNOWN, amounts);
    }
}
