package io.meridian.spend;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.api.Usage;
import io.meridian.base.Usd;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PriceBookTest {
    private static final PriceBook BOOK = PriceBook.bundled();
    private static final Optional<String> NO_BASE = Optional.empty();
    private static final String IN = "input_cost_per_token";
    private static final String OUT = "output_cost_per_token";

    @Test
    void readsEveryLineOfTheBundledList() {
        assertThat(BOOK.models()).hasSizeGreaterThan(4000);
        for (String model : BOOK.models()) {
            assertThat(BOOK.find("", model, NO_BASE)).as(model).isPresent();
        }
    }

    @Test
    void looksUpWithThePrefixThenAsItIsThenWithout() {
        PriceBook book = book("""
            {"source":"a remark"}
            {"model":"acme/m","provider":"acme","usd":{"input_cost_per_token":"1"}}
            {"model":"m","provider":"other","usd":{"input_cost_per_token":"2"}}
            {"model":"n","provider":"acme","usd":{"input_cost_per_token":"3"}}\
            """);
        assertThat(input(book, "acme", "m")).contains(new BigDecimal("1"));
        assertThat(input(book, "acme", "acme/m")).contains(new BigDecimal("1"));
        assertThat(input(book, "other", "m")).contains(new BigDecimal("2"));
        assertThat(input(book, "acme", "n")).contains(new BigDecimal("3"));
        assertThat(input(book, "acme", "acme/n")).contains(new BigDecimal("3"));
        assertThat(input(book, "acme", "absent")).isEmpty();
        assertThat(book.models()).hasSize(3);
    }

    @Test
    void doesNotChargeAnotherProvidersPriceForABareName() {
        assertThat(BOOK.find("hosted_elsewhere", "gpt-4o", NO_BASE)).isEmpty();
        assertThat(BOOK.find("openai", "gpt-4o", NO_BASE)).isPresent();
    }

    @Test
    void prefersTheBaseModelAndIgnoresOneNobodyLists() {
        assertThat(BOOK.find("azure", "our-deployment", Optional.of("azure/gpt-4o"))
                        .flatMap(price -> price.field(IN)))
                .contains(new BigDecimal("0.0000025"));
        assertThat(BOOK.find("openai", "gpt-4o-mini", Optional.of("gpt-4o")).flatMap(price -> price.field(IN)))
                .contains(new BigDecimal("0.0000025"));
        assertThat(BOOK.find("openai", "gpt-4o", Optional.of("nobody-lists-this")))
                .isPresent();
    }

    @Test
    void findsBedrockModelsBehindTheirRegion() {
        Optional<Price> plain = BOOK.find("bedrock", "anthropic.claude-sonnet-4-5-20250929-v1:0", NO_BASE);
        assertThat(plain).isPresent();
        assertThat(input(BOOK, "bedrock", "apac.ai21.j2-mid-v1")).contains(new BigDecimal("0.0000125"));
    }

    @Test
    void replacesListedPricesFieldByField() {
        Price price = BOOK.find("openai", "gpt-4o", NO_BASE, Map.of(OUT, new BigDecimal("0.5")))
                .orElseThrow();
        assertThat(price.field(IN)).contains(new BigDecimal("0.0000025"));
        assertThat(price.field(OUT)).contains(new BigDecimal("0.5"));
        assertThat(price.limits().maxOutputTokens()).hasValue(16_384);
        assertThat(price.mode()).isEqualTo("chat");
    }

    @Test
    void pricesAnUnlistedModelByConfigurationAlone() {
        Price price = BOOK.find("mine", "unlisted", NO_BASE, Map.of(IN, new BigDecimal("0.001")))
                .orElseThrow();
        assertThat(Cost.of(price, Usage.of(2, 5), null).total()).isEqualTo(new Usd(2_000_000));
    }

    @Test
    void isFreeWhenTheConfigurationSaysZeroBothWays() {
        Map<String, BigDecimal> zero = Map.of(IN, BigDecimal.ZERO, OUT, BigDecimal.ZERO);
        Price price = BOOK.find("openai", "gpt-4o", NO_BASE, zero).orElseThrow();
        assertThat(price.isFree()).isTrue();
        assertThat(Cost.of(price, new Usage(10, 10, 20, 10, 0, 0, 0, 0), "priority"))
                .isEqualTo(Cost.ZERO);
    }

    @Test
    void readsRangesOfPromptLengths() {
        Price price = BOOK.find("dashscope", "qwen-flash", NO_BASE).orElseThrow();
        assertThat(Cost.of(price, Usage.of(256_000, 0), null).total()).isEqualTo(new Usd(12_800_000));
        assertThat(Cost.of(price, Usage.of(256_001, 0), null).total()).isEqualTo(new Usd(64_000_250));
    }

    @Test
    void keepsPricesThatAreNotComputedYet() {
        Price price = BOOK.find("anthropic", "claude-sonnet-4-5", NO_BASE).orElseThrow();
        assertThat(price.field("search_context_cost_per_query.search_context_size_high"))
                .contains(new BigDecimal("0.01"));
    }

    private static Optional<BigDecimal> input(PriceBook book, String provider, String model) {
        return book.find(provider, model, NO_BASE).flatMap(price -> price.field(IN));
    }

    private static PriceBook book(String text) {
        return PriceBook.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
