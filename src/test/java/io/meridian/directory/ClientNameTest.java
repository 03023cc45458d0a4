package io.meridian.directory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Names that clients choose, made fit to be stored. */
class ClientNameTest {
    @Test
    void anOrdinaryNameStaysAsItIs() {
        String name = "user 😀 #1";
        assertThat(ClientName.of(name)).contains(name);
    }

    @Test
    void aBlankOneIsNone() {
        assertThat(ClientName.of("")).isEmpty();
        assertThat(ClientName.of(" \t")).isEmpty();
    }

    @Test
    void whatPostgresqlCannotKeepIsReplaced() {
        assertThat(ClientName.of("a\0b")).contains("a\uFFFDb");
        assertThat(ClientName.of("a\uD83Db\uDE00")).contains("a\uFFFDb\uFFFD");
        assertThat(ClientName.of("\0😀")).contains("\uFFFD😀");
    }

    @Test
    void aLongOneIsCutBetweenCharacters() {
        assertThat(ClientName.of("x".repeat(300))).contains("x".repeat(256));
        assertThat(ClientName.of("x".repeat(255) + "😀")).contains("x".repeat(255));
    }
}
