package io.meridian.spend;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"a", " ", "\uD83D\uDE00", "a1", "\n", "\u0300", "字"})
    void staysQuickOnTextMadeToHurt(String unit) {
        String hostile = unit.repeat(2_000_000 / unit.length());
        // the thread's own time: the machine may be busy with something else
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        assertThat(COUNT.count("gpt-4o", hostile)).isGreaterThan(1_000);
        assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start)).isLessThan(Duration.ofSeconds(3));
    }
}
