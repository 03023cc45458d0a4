package io.meridian.llm;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.api.Usage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerEditsTest {
    @Test
    void putsThePublicNameInAndReadsIdAndUsage() {
        AnswerEdits edits = of("""
            {"id":"chatcmpl-1", "model" : "gpt-4o-2024" ,"choices":[{"message":{"content":"Hi","model":"x"}}],
            "usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,
            "prompt_tokens_details":{"cached_tokens":4,"audio_tokens":1},
            "completion_tokens_details":{"reasoning_tokens":2,"audio_tokens":3},"cache_creation_input_tokens":6}}\
            """);
        assertThat(edits.id()).contains("chatcmpl-1");
        assertThat(edits.usage()).contains(new Usage(10, 5, 15, 4, 6, 1, 2, 3));
        assertThat(edits.body())
                .asString()
                .startsWith("{\"id\":\"chatcmpl-1\", \"model\" : \"fast\" ,\"choices\":[{\"message\":"
                        + "{\"content\":\"Hi\",\"model\":\"x\"}}],\n");
        assertThat(edits.text().kept()).isEqualTo("Hi");
    }

    @Test
    void readsUsageOfOtherShapes() {
        assertThat(of("{\"usage\":{\"prompt_tokens\":7,\"cache_read_input_tokens\":3,\"total_tokens\":null}}")
                        .usage())
                .contains(new Usage(7, 0, 7, 3, 0, 0, 0, 0));
        assertThat(of("{\"usage\":{\"prompt_tokens\":-7,\"completion_tokens\":9223372036854775807}}")
                        .usage())
                .contains(Usage.of(0, 1_000_000_000_000L));
    }

    @Test
    void takesWhatIsMissingFromTheTotal() {
        assertThat(of("{\"usage\":{\"prompt_tokens\":7,\"total_tokens\":500}}").usage())
                .contains(new Usage(7, 493, 500, 0, 0, 0, 0, 0));
        assertThat(of("{\"usage\":{\"completion_tokens\":7,\"total_tokens\":500}}")
                        .usage())
                .contains(new Usage(493, 7, 500, 0, 0, 0, 0, 0));
        assertThat(of("{\"usage\":{\"prompt_tokens\":7,\"total_tokens\":5}}").usage())
                .contains(new Usage(7, 0, 5, 0, 0, 0, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "{\"model\":\"x\"",
                "[]",
                "{\"model\":null}",
                "{\"model\":\"fast\"}",
                "{\"usage\":{}}",
                "{\"usage\":{\"total_tokens\":500}}",
                "{\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}}",
                "{\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":500}}",
                "{\"usage\":{\"prompt_tokens\":0}}",
                "{\"usage\":7}",
                "{\"usage\":{\"prompt_tokens\":\"7\"}}",
                "{\"usage\":{\"a\":1,\"a\":1}}",
                "{\"choices\":[{\"message\":7},8]}"
            })
    void passesJunkOnUntouchedAndWithoutUsage(String answer) {
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        AnswerEdits edits = AnswerEdits.of(bytes, "fast");
        assertThat(edits.body()).isSameAs(bytes);
        assertThat(edits.usage()).isEmpty();
        assertThat(edits.text().isEmpty()).isTrue();
    }

    private static AnswerEdits of(String answer) {
        return AnswerEdits.of(answer.getBytes(StandardCharsets.UTF_8), "fast");
    }
}
