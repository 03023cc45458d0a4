package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SchemaUpdateTest {
    @Test
    void tellsTheTablesOfTheLibraryInOneLine() {
        String table = """
            Unable to obtain connection from database
            -----------------------------------------
            SQL State  : 08001
            Message    : Connection refused.

            """;

        assertThat(SchemaUpdate.oneLine(new IllegalStateException(table)))
                .isEqualTo("Unable to obtain connection from database; SQL State : 08001; Message : Connection"
                        + " refused.");
        assertThat(SchemaUpdate.oneLine(new IllegalStateException())).isEqualTo("null");
    }
}
