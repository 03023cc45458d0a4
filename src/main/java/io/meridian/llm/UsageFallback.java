package io.meridian.llm;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.api.Usage;
import io.meridian.base.JsonText;
import io.meridian.http.UpstreamException;
import io.meridian.spend.TokenCount;
import java.io.IOException;

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

    /**
     * What a call has probably cost that was sent and brought no answer: a provider that broke off has read the prompt.
     * A provider that never got the request, or was only too slow to connect, charges nothing.
     */
    Usage unanswered(Relayed relayed, IOException failure) {
        boolean sent = failure instanceof UpstreamException upstream && upstream.requestSent();
        return sent ? of(relayed.envelope(), relayed.plan().deployment().model(), new DeliveredText()) : Usage.NONE;
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
