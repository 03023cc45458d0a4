package io.meridian.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.embedded.Arguments.Misused;
import io.meridian.embedded.Arguments.Wish;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
    @Test
    void listensOnPort4000OfEveryAddressByDefault() throws Misused {
        assertThat(parse(Map.of())).isEqualTo(new Arguments(4000, "0.0.0.0", "/", Optional.empty(), Wish.SERVE));
    }

    @Test
    void takesOptionsWithAndWithoutEqualsSign() throws Misused {
        assertThat(parse(Map.of(), "--port", "1", "--host=::1", "--config", "a=b.yaml", "--context-path=x/"))
                .isEqualTo(new Arguments(1, "::1", "/x", Optional.of(Path.of("a=b.yaml")), Wish.SERVE));
    }

    @Test
    void prefersOptionsToTheEnvironment() throws Misused {
        Map<String, String> environment = Map.of("PORT", "1", "HOST", "127.0.0.1");
        assertThat(parse(environment, "--port", "2").port()).isEqualTo(2);
        assertThat(parse(environment).port()).isEqualTo(1);
        assertThat(parse(environment).host()).isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--prot", "4000", "--port", "--port=x", "--port=65536", "--port=-1"})
    void refusesWhatItDoesNotUnderstand(String word) {
        assertThatThrownBy(() -> parse(Map.of(), word)).isInstanceOf(Misused.class);
    }

    @Test
    void namesEveryOptionInTheUsage() {
        assertThat(Arguments.USAGE)
                .contains("--port", "--host", "--config", "--context-path", "--version", "--help", "PORT", "HOST")
                .contains("import", "--from", "--old-salt-env", "--dry-run", "views", "--schema");
    }

    private static Arguments parse(Map<String, String> environment, String... words) throws Misused {
        return Arguments.parse(List.of(words), environment::get);
    }
}
