package io.meridian.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CutAnswerTest {
    private static final String TEXT = "Gr\u00fc\u00dfe, \ud83c\udf0d \\\"quoted\\\" \\u00e9";
    private static final String ANSWER = "{\"id\":\"c-1\",\"n\":[1,{\"a\":null}],\"choices\":[{\"index\":0,\"message\":"
            + "{\"role\":\"assistant\",\"content\":\"" + TEXT + "\"},\"finish_reason\":\"stop\"}],\"usage\":{}}";

    private static CutAnswer cut(byte[] bytes, int length) {
        return CutAnswer.of(Arrays.copyOf(bytes, length));
    }

    @Test
    void findsTheTextThatArrivedWhereverTheAnswerIsCut() {
        byte[] bytes = ANSWER.getBytes(StandardCharsets.UTF_8);
        int begin = ANSWER.substring(0, ANSWER.indexOf(TEXT)).getBytes(StandardCharsets.UTF_8).length;
        int end = begin + TEXT.getBytes(StandardCharsets.UTF_8).length;
        String before = "";
        for (int length = 1; length < bytes.length; length++) {
            CutAnswer answer = cut(bytes, length);
            String text = answer.text().kept();
            assertThat(answer.isCut()).isTrue();
            assertThat("Gr\u00fc\u00dfe, \ud83c\udf0d \"quoted\" \u00e9").startsWith(text);
            // what is missing is at most the character or escape that was cut
            assertThat(text.length()).isBetween(before.length(), before.length() + 2);
            assertThat(text.isEmpty()).isEqualTo(length <= begin);
            if (length >= end) {
                assertThat(text).endsWith("\u00e9");
            }
            before = text;
        }
        assertThat(cut(bytes, bytes.length).isCut()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[{\"a\":1", "no JSON", "<html>", "{\"a\":1} {", "\"{"})
    void callsNothingElseACutAnswer(String body) {
        CutAnswer answer = CutAnswer.of(body.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.isCut()).isFalse();
        assertThat(answer.text().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{", "{\"choices", "{\"choices\":[[[", "{]]}{", "{\"a\":nul", "{\"a\":\"b\",", "{\"a\" \"b\""})
    void canBeAskedForTheTextOfAnything(String body) {
        assertThat(CutAnswer.of(body.getBytes(StandardCharsets.UTF_8)).text().isEmpty())
                .isTrue();
    }
}
