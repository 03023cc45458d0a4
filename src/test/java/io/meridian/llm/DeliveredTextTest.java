package io.meridian.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DeliveredTextTest {
    @Test
    void keepsTextWithItsEscapesResolved() {
        DeliveredText text = new DeliveredText();
        add(text, "Hel\\n");
        add(text, "\\ud83d");
        add(text, "\\ude00é");
        assertThat(text.kept()).isEqualTo("Hel\n😀é");
        assertThat(text.tokens(String::length)).isEqualTo(7);
    }

    @Test
    void countsBeyondItsBoundByExtrapolation() {
        DeliveredText text = new DeliveredText();
        String piece = "abcd".repeat(256);
        for (int i = 0; i < 1024; i++) {
            add(text, piece);
        }
        assertThat(text.kept()).hasSize(DeliveredText.MOST);
        assertThat(text.tokens(kept -> kept.length() / 4)).isEqualTo(256 * 1024);
    }

    @Test
    void estimatesOneHugePiece() {
        DeliveredText text = new DeliveredText();
        add(text, "x".repeat(DeliveredText.MOST + 4));
        add(text, "y");
        assertThat(text.kept()).isEmpty();
        assertThat(text.tokens(String::length)).isEqualTo(DeliveredText.MOST / 4 + 2);
    }

    private static void add(DeliveredText text, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        text.add(bytes, 0, bytes.length);
    }
}
