package io.meridian.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @ParameterizedTest
    @ValueSource(strings = {"1.8", "9", "11", "17", "24"})
    void refusesOldJavaInOneSentenceThatNamesBoth(String specification) {
        assertThat(Main.refusal(specification, specification + ".0.1", "/java"))
                .isEqualTo("Meridian needs Java 25 or newer, but this is Java %s.0.1 (/java).", specification);
    }

    @ParameterizedTest
    @ValueSource(strings = {"25", "26", "100"})
    void acceptsJavaThatIsNewEnough(String specification) {
        assertThat(Main.refusal(specification, specification, "/java")).isNull();
    }

    @Test
    void needsTheJavaThisIsCompiledFor() {
        assertThat(Runtime.version().feature()).isGreaterThanOrEqualTo(Main.NEEDED);
    }
}
