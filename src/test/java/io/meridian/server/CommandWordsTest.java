package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.server.CommandWords.Misused;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandWordsTest {
    @Test
    void takesOptionsWithAndWithoutEqualsSign() throws Misused {
        CommandWords words = CommandWords.parse(
                List.of("import", "--from", "postgresql://u@h/d?a=b", "--old-salt-env=OLD", "--dry-run"));
        assertThat(words.from()).contains("postgresql://u@h/d?a=b");
        assertThat(words.oldSalt()).contains("OLD");
        assertThat(words.dry()).isTrue();
        assertThat(words.config()).isEmpty();
        assertThat(CommandWords.parse(List.of("views", "--schema=public")).schema())
                .contains("public");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "export", "import --from", "import --form x", "views --dry-run", "views --from=x"})
    void refusesWhatItDoesNotUnderstand(String line) {
        assertThatThrownBy(() -> CommandWords.parse(List.of(line.split(" ")))).isInstanceOf(Misused.class);
    }
}
