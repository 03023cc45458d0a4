package io.meridian.spend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TokenCountTest {
    private static final TokenCount COUNT = new TokenCount();

    @Test
    void countsWithTheModelsOwnTable() {
        // both from the published tables: the newer one joins what the older one splits
        assertThat(COUNT.count("gpt-4o", "hello world")).isEqualTo(2);
        assertThat(COUNT.count("gpt-3.5-turbo", "hello world")).isEqualTo(2);
        String greek = "Καλημέρα κόσμε";
        assertThat(COUNT.count("openai/gpt-4o", greek)).isLessThan(COUNT.count("openai/gpt-4-turbo", greek));
    }

    @Test
    void neverCountsZeroForText() {
        assertThat(COUNT.count("any", "")).isZero();
        assertThat(COUNT.count("any", " ")).isPositive();
        assertThat(COUNT.count("any", "\uD800")).isPositive();
    }

    @Test
    void takesSpecialTokensAsPlainText() {
        assertThat(COUNT.count("gpt-4o", "<|endoftext|>")).isGreaterThan(1);
        assertThat(COUNT.count("gpt-4", "<|im_start|>system")).isGreaterThan(1);
    }

    @Test
    void changesLittleByCuttingLongTexts() {
        String sentence = "The quick brown fox jumps over the lazy dog. ";
        long one = COUNT.count("gpt-4o", sentence);
        long many = COUNT.count("gpt-4o", sentence.repeat(5_000));
        assertThat(many).isBetween((long) (one * 5_000 * 0.9), (long) (one * 5_000 * 1.1));
    }

    @Test
    @Timeout(20)
    void staysQuickOnTextMadeToHurt() {
        String emoji = "\uD83D\uDE00".repeat(300_000);
        for (String hostile :
                new String[] {"a".repeat(2_000_000), " ".repeat(2_000_000), emoji, "a1".repeat(900_000)}) {
            long start = System.nanoTime();
            assertThat(COUNT.count("gpt-4o", hostile)).isGreaterThan(1_000);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        }
    }
}
