package io.meridian.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenEstimateTest {
    @ParameterizedTest
    @CsvSource({
        // messages of 40 bytes, further members, tightest limit (0: none), prompt, output
        "'', 0, 10, 1024",
        "',\"max_tokens\":50', 0, 10, 50",
        "',\"max_tokens\":50,\"max_completion_tokens\":70', 0, 10, 70",
        "',\"max_tokens\":50,\"n\":3', 0, 10, 150",
        "',\"n\":-4', 0, 10, 1024",
        "'', 400, 10, 100",
        "'', 4, 10, 10",
        "',\"max_tokens\":0', 0, 10, 0"
    })
    void judgesACallBeforeItIsMade(String members, long tightest, long prompt, long output) {
        TokenEstimate estimate = estimate(members, tightest);
        assertThat(estimate).isEqualTo(new TokenEstimate(prompt, output));
    }

    @Test
    void doesNotOverflow() {
        TokenEstimate estimate = estimate(",\"max_tokens\":9223372036854775807,\"n\":9223372036854775807", 0);
        assertThat(estimate.output()).isPositive();
        assertThat(estimate.counted(LlmSettings.CountedTokens.TOTAL)).isPositive();
    }

    @Test
    void countsTheTokensTheLimitIsAbout() {
        TokenEstimate estimate = new TokenEstimate(10, 30);
        assertThat(estimate.counted(LlmSettings.CountedTokens.TOTAL)).isEqualTo(40);
        assertThat(estimate.counted(LlmSettings.CountedTokens.INPUT)).isEqualTo(10);
        assertThat(estimate.counted(LlmSettings.CountedTokens.OUTPUT)).isEqualTo(30);
    }

    private static TokenEstimate estimate(String members, long tightest) {
        String body = "{\"messages\":[\"" + "x".repeat(36) + "\"]" + members + "}";
        return TokenEstimate.of(
                Envelope.read(body.getBytes(StandardCharsets.UTF_8)),
                tightest == 0 ? OptionalLong.empty() : OptionalLong.of(tightest));
    }
}
