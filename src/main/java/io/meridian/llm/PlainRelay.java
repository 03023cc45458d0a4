package io.meridian.llm;

import io.meridian.api.Exchange;
import io.meridian.api.Usage;
import io.meridian.base.GatewayException;
import io.meridian.provider.spi.ProviderAnswer;
import io.meridian.spend.Cost;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Hands a whole answer on: read, booked, and only then sent. Thread-safe. */
final class PlainRelay {
    private static final String JSON = "application/json";
    private static final int CHUNK = 4 * 1024;

    private final AnswerHeaders headers;
    private final UsageFallback fallback;

    PlainRelay(AnswerHeaders headers, UsageFallback fallback) {
        this.headers = headers;
        this.fallback = fallback;
    }

    void relay(Relayed relayed, ProviderAnswer answer) throws IOException {
        AnswerEdits edits = AnswerEdits.of(whole(relayed, answer), relayed.publicModel());
        if (!edits.isSound()) {
            throw nonsense(relayed, CutAnswer.of(edits.body()));
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
        headers.addSpend(exchange, relayed.admitted().standings(), cost.total());
        headers.addOutcome(exchange, cost);
        try {
            exchange.answer(200, JSON, edits.body());
        } catch (IOException gone) {
            throw new ClientGone(gone);
        }
    }

    private byte[] whole(Relayed relayed, ProviderAnswer answer) throws IOException {
        byte[] received = new byte[CHUNK];
        int length = 0;
        try (InputStream body = answer.body()) {
            for (int read = 0; read >= 0; read = body.read(received, length, received.length - length)) {
                length += read;
                if (length == received.length) {
                    received = Arrays.copyOf(received, 2 * length);
                }
            }
        } catch (IOException cut) {
            GatewayException failure =
                    UpstreamErrors.ofFailure(cut, relayed.plan().group());
            throw charged(relayed, failure, CutAnswer.of(Arrays.copyOf(received, length)));
        }
        return Arrays.copyOf(received, length);
    }

    /** A body that ends where its connection does may have been cut without anybody saying so. */
    private GatewayException nonsense(Relayed relayed, CutAnswer answer) {
        GatewayException failure = UpstreamErrors.ofNonsense(relayed.plan().group());
        return answer.isCut() ? charged(relayed, failure, answer) : failure;
    }

    /** The provider had begun to answer and will charge for it, though the client gets nothing. */
    private GatewayException charged(Relayed relayed, GatewayException failure, CutAnswer cut) {
        Usage usage =
                fallback.of(relayed.envelope(), relayed.plan().deployment().model(), cut.text());
        relayed.call().fail(failure, failure.status(), usage, true);
        return failure;
    }
}
