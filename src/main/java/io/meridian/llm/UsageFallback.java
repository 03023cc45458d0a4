package io.meridian.llm;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.api.Usage;
import io.meridian.base.JsonText;
import io.meridian.spend.TokenCount;

/** Counts what a provider did not count: the prompt that was sent and the text that was delivered. Thread-safe. */
final class UsageFallback {
    private final TokenCount tokens;

    UsageFallback(TokenCount tokens) {
        this.tokens = tokens;
    }

    Usage of(Envelope envelope, String model, DeliveredText delivered) {
        StringBuilder prompt = new StringBuilder();
        JsonNode body = JsonText.body(envelope.bytes());
        collect(body.path("messages"), prompt);
        collect(body.path("tools"), prompt);
        return Usage.of(tokens.count(model, prompt.toString()), delivered.tokens(text -> tokens.count(model, text)));
    }

    /** Every text a model reads; the structure around it costs a few tokens more, which nobody can know. */
    private static void collect(JsonNode node, StringBuilder text) {
        if (node.isTextual()) {
            text.append(node.textValue()).append('\n');
        } else {
            node.forEach(child -> collect(child, text));
        }
    }
}
