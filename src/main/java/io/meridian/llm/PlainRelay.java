package io.meridian.llm;

import io.meridian.api.Exchange;
import io.meridian.api.Usage;
import io.meridian.provider.spi.ProviderAnswer;
import io.meridian.spend.Cost;
import java.io.IOException;
import java.io.InputStream;

/** Hands a whole answer on: read, booked, and only then sent. Thread-safe. */
final class PlainRelay {
    private static final String JSON = "application/json";

    private final AnswerHeaders headers;
    private final UsageFallback fallback;

    PlainRelay(AnswerHeaders headers, UsageFallback fallback) {
        this.headers = headers;
        this.fallback = fallback;
    }

    void relay(Relayed relayed, ProviderAnswer answer) throws IOException {
        AnswerEdits edits = AnswerEdits.of(whole(answer), relayed.publicModel());
        if (!edits.isSound()) {
            throw UpstreamErrors.ofNonsense(relayed.plan().group());
        }
        if (edits.isError()) {
            throw UpstreamErrors.ofFrame(edits.body(), relayed.plan().group());
        }
        boolean estimated = edits.usage().isEmpty();
        Usage usage = edits.usage()
                .orElseGet(() -> fallback.of(
                        relayed.envelope(), relayed.plan().deployment().model(), edits.text()));
        Cost cost = relayed.call().succeed(edits.id(), usage, estimated);
        Exchange exchange = relayed.exchange();
        headers.addRoute(
                exchange, relayed.caller(), relayed.plan(), relayed.admitted().standings(), answer.headers());
        headers.addSpend(exchange, relayed.admitted(), cost.total());
        headers.addOutcome(exchange, cost);
        try {
            exchange.answer(200, JSON, edits.body());
        } catch (IOException gone) {
            throw new ClientGone(gone);
        }
    }

    private static byte[] whole(ProviderAnswer answer) throws IOException {
        try (InputStream body = answer.body()) {
            return body.readAllBytes();
        }
    }
}
