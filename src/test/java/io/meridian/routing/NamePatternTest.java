package io.meridian.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {
    @ParameterizedTest
    @CsvSource({
        "openai/*, openai/gpt, *, gpt",
        "openai/*, openai/, x-*, x-",
        "*, anything/at.all, *, anything/at.all",
        "pre:*:mid:*, pre:a:mid:b, *-*, a-b",
        "pre:*:mid:*, pre:a:mid:b:mid:c, *|*, a:mid:b|c",
        "a.*, a.b, *, b",
        "openai/*, openai/gpt, fixed, fixed",
        "openai/*, openai/$1, *, $1"
    })
    void putsWhatAStarMatchedIntoTheTemplate(String pattern, String name, String template, String result) {
        assertThat(new NamePattern(pattern).substitute(name, template)).contains(result);
    }

    @ParameterizedTest
    @CsvSource({"openai/*, openaix/gpt", "a.*, axb", "pre:*:mid:*, pre:a:b", "*-end, end"})
    void leavesOtherNamesAlone(String pattern, String name) {
        assertThat(new NamePattern(pattern).matches(name)).isFalse();
        assertThat(new NamePattern(pattern).substitute(name, "*")).isEmpty();
    }

    @Test
    void putsTheLongestFirstAndFewerStarsBeforeMore() {
        assertThat(Stream.of("*", "openai/*", "openai/g*t", "openai/gp*", "openai/**t")
                        .map(NamePattern::new)
                        .sorted(NamePattern.MOST_SPECIFIC_FIRST)
                        .map(NamePattern::text))
                .containsExactly("openai/g*t", "openai/gp*", "openai/**t", "openai/*", "*");
    }
}
