package io.meridian.llm;

import io.meridian.api.ErrorEnvelope;
import io.meridian.api.Exchange;
import io.meridian.api.Usage;
import io.meridian.base.GatewayException;
import io.meridian.provider.spi.ProviderAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Hands a stream on as it arrives: one write and one flush for what one read brought. The call is booked before the
 * client gets the end of it. Thread-safe.
 */
final class StreamRelay {
    private static final String EVENTS = "text/event-stream";
    private static final int BUFFER = 8 * 1024;
    /** A blocking server notices that a client hung up when it writes; so something is written now and then. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private static final byte[] COMMENT = ": waiting\n\n".getBytes(StandardCharsets.US_ASCII);

    private final AnswerHeaders headers;
    private final UsageFallback fallback;
    private final boolean alwaysShowsUsage;

    StreamRelay(AnswerHeaders headers, UsageFallback fallback, boolean alwaysShowsUsage) {
        this.headers = headers;
        this.fallback = fallback;
        this.alwaysShowsUsage = alwaysShowsUsage;
    }

    void relay(Relayed relayed, ProviderAnswer answer) throws IOException {
        StreamFrames frames = new StreamFrames(
                relayed.publicModel(), alwaysShowsUsage || relayed.envelope().wantsUsage());
        SseBuffer pending = new SseBuffer(BUFFER);
        byte[] bytes = new byte[BUFFER];
        try (InputStream upstream = answer.body()) {
            boolean more = read(upstream, bytes, frames, pending, relayed);
            refuseEarlyError(frames, relayed);
            Client client = begin(relayed, answer);
            try {
                while (more) {
                    client.send(pending);
                    client.keepAwake(answer);
                    more = read(upstream, bytes, frames, pending, relayed);
                }
                frames.finish(pending);
                end(frames, relayed);
                client.send(pending);
            } catch (ClientGone gone) {
                relayed.call().fail(gone, 499, delivered(frames, relayed));
                throw gone;
            } catch (IOException cut) {
                breakOff(UpstreamErrors.ofFailure(cut, relayed.plan().group()), frames, relayed, client);
            }
        }
    }

    /** Reads what has arrived; books the call if the end was among it. False at the end of the stream. */
    private boolean read(InputStream upstream, byte[] bytes, StreamFrames frames, SseBuffer pending, Relayed relayed)
            throws IOException {
        int length = upstream.read(bytes);
        if (length > 0) {
            frames.feed(bytes, 0, length, pending);
        }
        if (frames.contentSeen()) {
            relayed.call().firstTokenSeen();
        }
        if (frames.done()) {
            end(frames, relayed);
        }
        return length >= 0;
    }

    /** While nothing has left yet an error can still be a status. */
    private static void refuseEarlyError(StreamFrames frames, Relayed relayed) {
        if (frames.error().isPresent() && !frames.contentSeen()) {
            throw UpstreamErrors.ofFrame(frames.error().get(), relayed.plan().group());
        }
    }

    private Client begin(Relayed relayed, ProviderAnswer answer) throws IOException {
        Exchange exchange = relayed.exchange();
        headers.addRoute(
                exchange, relayed.caller(), relayed.plan(), relayed.admitted().standings(), answer.headers());
        exchange.setHeader("cache-control", "no-cache");
        // nginx in front of us would otherwise collect the events
        exchange.setHeader("x-accel-buffering", "no");
        return new Client(exchange.stream(200, EVENTS));
    }

    private void end(StreamFrames frames, Relayed relayed) {
        RunningCall call = relayed.call();
        if (call.isClosed()) {
            return;
        }
        if (frames.error().isPresent()) {
            GatewayException failure =
                    UpstreamErrors.ofFrame(frames.error().get(), relayed.plan().group());
            call.fail(failure, failure.status(), delivered(frames, relayed));
        } else {
            call.succeed(frames.id(), delivered(frames, relayed), frames.usage().isEmpty());
        }
    }

    private Usage delivered(StreamFrames frames, Relayed relayed) {
        return frames.usage()
                .orElseGet(() -> fallback.of(
                        relayed.envelope(), relayed.plan().deployment().model(), frames.text()));
    }

    /** After the first byte the one thing left is an error event; the stream then ends without its end mark. */
    private void breakOff(GatewayException failure, StreamFrames frames, Relayed relayed, Client client)
            throws IOException {
        relayed.call().fail(failure, failure.status(), delivered(frames, relayed));
        client.sendError(ErrorEnvelope.of(failure, relayed.exchange().dialect()));
    }

    /** The client's side of the stream: whatever goes wrong here is the client's doing. */
    private record Client(OutputStream out) {
        void send(SseBuffer pending) throws ClientGone {
            if (!pending.isEmpty()) {
                try {
                    pending.drainTo(out);
                    out.flush();
                } catch (IOException gone) {
                    throw new ClientGone(gone);
                }
            }
        }

        /** Returns when there is something to read. */
        void keepAwake(ProviderAnswer answer) throws IOException {
            while (!answer.awaitBody(SILENCE)) {
                try {
                    out.write(COMMENT);
                    out.flush();
                } catch (IOException gone) {
                    throw new ClientGone(gone);
                }
            }
        }

        void sendError(byte[] envelope) throws ClientGone {
            try {
                out.write("data: ".getBytes(StandardCharsets.US_ASCII));
                out.write(envelope);
                out.write("\n\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
            } catch (IOException gone) {
                throw new ClientGone(gone);
            }
        }
    }
}
