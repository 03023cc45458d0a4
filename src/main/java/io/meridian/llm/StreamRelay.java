package io.meridian.llm;

import io.meridian.api.Exchange;
import io.meridian.api.Incident;
import io.meridian.api.Usage;
import io.meridian.base.GatewayException;
import io.meridian.base.Usd;
import io.meridian.provider.spi.ProviderAnswer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Hands a stream on as it arrives: one write and one flush for what one read brought. The call is booked before the
 * client gets the end of it. Thread-safe.
 */
final class StreamRelay {
    private static final String EVENTS = "text/event-stream";
    private static final int READ = 8 * 1024;
    /** Grows with what one read brings: most streams are slow and there are many. */
    private static final int PENDING = 1024;

    private final AnswerHeaders headers;
    private final UsageFallback fallback;
    private final SilenceWatch watch;
    private final boolean alwaysShowsUsage;

    StreamRelay(AnswerHeaders headers, UsageFallback fallback, SilenceWatch watch, boolean alwaysShowsUsage) {
        this.headers = headers;
        this.fallback = fallback;
        this.watch = watch;
        this.alwaysShowsUsage = alwaysShowsUsage;
    }

    void relay(Relayed relayed, ProviderAnswer answer) throws IOException {
        try (InputStream upstream = answer.body()) {
            new OneStream(relayed, answer, upstream).run();
        }
    }

    /** One stream on its way. Confined to the request's thread. */
    private final class OneStream {
        private final Relayed relayed;
        private final RunningCall call;
        private final ProviderAnswer answer;
        private final InputStream upstream;
        private final StreamFrames frames;
        private final SseBuffer pending = new SseBuffer(PENDING);
        private final byte[] bytes = new byte[READ];

        OneStream(Relayed relayed, ProviderAnswer answer, InputStream upstream) {
            this.relayed = relayed;
            this.call = relayed.call();
            this.answer = answer;
            this.upstream = upstream;
            this.frames = new StreamFrames(
                    relayed.publicModel(),
                    alwaysShowsUsage || relayed.envelope().wantsUsage());
        }

        void run() throws IOException {
            boolean more = awaitFirst();
            try (ClientStream client = begin()) {
                passOn(client, more);
            }
        }

        /** While nothing can leave yet an error can still be a status. False if the stream has ended already. */
        private boolean awaitFirst() {
            try {
                boolean more = true;
                while (more && pending.isEmpty()) {
                    more = read();
                    if (!more) {
                        frames.finish(pending);
                    }
                    if (pending.isEmpty()) {
                        requireSound();
                    }
                }
                if (!more && pending.isEmpty()) {
                    requireWhole();
                }
                return more;
            } catch (IOException cut) {
                // the provider had begun to answer, and will charge for it
                GatewayException failure =
                        UpstreamErrors.ofFailure(cut, relayed.plan().group());
                fail(failure, failure.status());
                throw failure;
            }
        }

        private void passOn(ClientStream client, boolean began) throws IOException {
            try {
                boolean more = began;
                while (more && !frames.done()) {
                    client.send(pending);
                    requireSound();
                    more = read();
                }
                frames.finish(pending);
                requireSound();
                requireWhole();
                end();
                client.send(pending);
            } catch (ClientGone gone) {
                fail(gone, ClientGone.STATUS);
                throw gone;
            } catch (IOException cut) {
                if (client.isGone()) {
                    fail(cut, ClientGone.STATUS);
                    throw new ClientGone(cut);
                }
                breakOff(UpstreamErrors.ofFailure(cut, relayed.plan().group()), client);
            } catch (GatewayException broken) {
                breakOff(broken, client);
            } catch (RuntimeException | Error unexpected) {
                Incident incident = Incident.of(unexpected);
                fail(unexpected, 500);
                // what is pending is not sent: it may hold the end mark
                client.sendError(incident.body(relayed.exchange().dialect()));
            }
        }

        /** Reads what has arrived; books the call if the end was among it. False at the end of the stream. */
        private boolean read() throws IOException {
            int length = upstream.read(bytes);
            if (length > 0) {
                frames.feed(bytes, 0, length, pending);
            }
            if (frames.contentSeen()) {
                call.firstTokenSeen();
            }
            if (frames.done()) {
                end();
            }
            return length >= 0;
        }

        /** An error within the stream ends it: what the provider says after that is not passed on. */
        private void requireSound() {
            if (frames.error().isPresent()) {
                throw UpstreamErrors.ofFrame(
                        frames.error().get(), relayed.plan().group());
            }
        }

        /** Where a body ends with its connection nobody else tells a stream that was cut from one that is over. */
        private void requireWhole() throws EOFException {
            if (!frames.isWhole()) {
                throw new EOFException("the stream ended before its answer did");
            }
        }

        private ClientStream begin() throws IOException {
            Exchange exchange = relayed.exchange();
            headers.addRoute(
                    exchange,
                    relayed.caller(),
                    relayed.plan(),
                    relayed.admitted().standings(),
                    answer.headers());
            // what it will cost is not known before it ends
            headers.addSpend(exchange, relayed.admitted().standings(), Usd.ZERO);
            exchange.setHeader("cache-control", "no-cache");
            // nginx in front of us would otherwise collect the events
            exchange.setHeader("x-accel-buffering", "no");
            try {
                return new ClientStream(exchange.stream(200, EVENTS), answer, watch);
            } catch (IOException hungUp) {
                ClientGone gone = new ClientGone(hungUp);
                fail(gone, ClientGone.STATUS);
                throw gone;
            }
        }

        private void end() {
            if (!call.isClosed()) {
                call.succeed(frames.id(), delivered(), isEstimated());
            }
        }

        private void fail(Throwable failure, int status) {
            call.fail(failure, status, delivered(), isEstimated());
        }

        private boolean isEstimated() {
            return frames.usage().isEmpty();
        }

        private Usage delivered() {
            return frames.usage()
                    .orElseGet(() -> fallback.of(
                            relayed.envelope(), relayed.plan().deployment().model(), frames.text()));
        }

        /** After the first byte one error event is left to send; the stream then ends without its end mark. */
        private void breakOff(GatewayException failure, ClientStream client) throws IOException {
            fail(failure, failure.status());
            client.send(pending);
            client.sendError(relayed.exchange().errorBody(failure));
        }
    }
}
