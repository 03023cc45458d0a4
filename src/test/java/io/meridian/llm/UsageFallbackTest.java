package io.meridian.llm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.api.Usage;
import io.meridian.spend.TokenCount;
import org.junit.jupiter.api.Test;

/** What is booked for a call whose provider counted nothing. */
class UsageFallbackTest {
    private static final String MODEL = "gpt-4o";

    private final TokenCount tokens = new TokenCount();
    private final UsageFallback fallback = new UsageFallback(tokens);

    @Test
    void countsEveryTextAModelReads() {
        Usage usage = of("""
            {"model":"x","messages":[
              {"role":"system","content":"Be brief."},
              {"role":"user","content":[{"type":"text","text":"How far is the moon?"}]}],
             "tools":[{"type":"function","function":{"name":"far","description":"Knows distances"}}]}\
            """, "");
        long texts = tokens.count(MODEL, "Be brief. How far is the moon? Knows distances");
        assertThat(usage.promptTokens()).isBetween(texts, texts + 20);
        assertThat(usage.completionTokens()).isZero();
    }

    @Test
    void countsWhatWasDelivered() {
        Usage usage = of("{\"model\":\"x\",\"messages\":[]}", "About 384,400 kilometres.");
        assertThat(usage.promptTokens()).isZero();
        assertThat(usage.completionTokens()).isEqualTo(tokens.count(MODEL, "About 384,400 kilometres."));
        assertThat(usage.totalTokens()).isEqualTo(usage.completionTokens());
    }

    @Test
    void readsEscapesAsTheCharactersTheyStandFor() {
        assertThat(of("{\"model\":\"x\",\"messages\":[]}", "\\u006d\\u006f\\u006f\\u006e")
                        .completionTokens())
                .isEqualTo(tokens.count(MODEL, "moon"));
    }

    @Test
    void whatIsNoTextCostsNothing() {
        assertThat(of("{\"model\":\"x\",\"messages\":[],\"temperature\":0.5,\"user\":\"somebody\"}", "")
                        .totalTokens())
                .isZero();
    }

    private Usage of(String request, String delivered) {
        DeliveredText text = new DeliveredText();
        byte[] bytes = delivered.getBytes(UTF_8);
        text.add(bytes, 0, bytes.length);
        return fallback.of(Envelope.read(request.getBytes(UTF_8)), MODEL, text);
    }
}
