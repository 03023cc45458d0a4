package io.meridian.llm;

import io.meridian.api.Exchange;
import io.meridian.auth.Caller;
import io.meridian.base.GatewayException;
import io.meridian.http.Timeouts;
import io.meridian.provider.spi.ProviderAnswer;
import io.meridian.provider.spi.ProviderCall;
import io.meridian.routing.Deployment;
import io.meridian.routing.Plan;
import io.meridian.routing.Router;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;

/** The way of a call: read, allowed, charged, written down, sent, relayed, settled. Thread-safe. */
final class LlmPipeline {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** As much of an error answer as anybody will read. */
    private static final int ERROR_BYTES = 64 * 1024;

    private final LlmSettings settings;
    private final Router router;
    private final Admission admission;
    private final CallBooks books;
    private final AnswerHeaders headers;
    private final PlainRelay plain;
    private final StreamRelay stream;

    LlmPipeline(
            LlmSettings settings,
            Router router,
            Admission admission,
            CallBooks books,
            AnswerHeaders headers,
            UsageFallback fallback,
            SilenceWatch watch) {
        this.settings = settings;
        this.router = router;
        this.admission = admission;
        this.books = books;
        this.headers = headers;
        this.plain = new PlainRelay(headers, fallback);
        this.stream = new StreamRelay(headers, fallback, watch, settings.alwaysIncludeUsage());
    }

    void complete(Exchange exchange, Caller caller, String route) throws IOException {
        headers.addCall(exchange);
        Envelope envelope = Envelope.read(exchange.body());
        String asked = envelope.model().orElse("None");
        exchange.notes().requestedModel = asked;
        exchange.notes().streamed = envelope.stream();
        if (!envelope.hasMessages()) {
            throw new GatewayException.InvalidRequest(route + ": Missing required parameter: 'messages'.", "messages");
        }
        Plan plan = plan(caller, asked, route);
        CallBooks.note(exchange.notes(), plan);
        CallBooks.Admitted admitted = admission.admit(caller, envelope, plan);
        RunningCall call = open(exchange, caller, envelope, plan, admitted);
        send(new Relayed(exchange, caller, envelope, plan, admitted, call));
    }

    private Plan plan(Caller caller, String asked, String route) {
        String byKey = caller.key()
                .map(key -> key.access().aliases().getOrDefault(asked, asked))
                .orElse(asked);
        String name = settings.modelAliases().getOrDefault(byKey, byKey);
        ModelAccess.require(caller, asked);
        ModelAccess.require(caller, byKey);
        Optional<Plan> plan = router.plan(name);
        if (plan.isEmpty()) {
            admission.requireBudget(caller);
            throw Admission.unknownModel(route, asked);
        }
        if (!plan.get().publicName().equals(name)) {
            // reached by the inner name of a deployment: the group it belongs to decides
            ModelAccess.require(caller, plan.get().publicName());
        }
        return plan.get();
    }

    private RunningCall open(
            Exchange exchange, Caller caller, Envelope envelope, Plan plan, CallBooks.Admitted admitted) {
        try {
            return books.open(exchange, caller, envelope, plan, admitted);
        } catch (RuntimeException refused) {
            books.limiter().release(admitted.hold());
            throw refused;
        }
    }

    private void send(Relayed relayed) throws IOException {
        Exchange exchange = relayed.exchange();
        Deployment deployment = relayed.plan().deployment();
        boolean streamed = relayed.envelope().stream();
        byte[] body =
                new RequestEdits(deployment.model(), deployment.defaults(), false, true).apply(relayed.envelope());
        exchange.notes().upstreamStartedNanos = System.nanoTime();
        try (ProviderAnswer answer = deployment
                .provider()
                .complete(new ProviderCall(
                        deployment.target(), deployment.model(), body, streamed, timeouts(deployment, streamed)))) {
            if (answer.status() != 200) {
                throw UpstreamErrors.ofAnswer(
                        answer.status(), errorBody(answer), relayed.plan().group());
            }
            if (streamed) {
                stream.relay(relayed, answer);
            } else {
                plain.relay(relayed, answer);
            }
        } catch (GatewayException failure) {
            relayed.call().fail(failure, failure.status(), io.meridian.api.Usage.NONE);
            throw failure;
        } catch (ClientGone gone) {
            // already booked by the relay; there is nobody left to tell
            exchange.notes().failure = "ClientDisconnect";
        } catch (IOException failure) {
            GatewayException upstream =
                    UpstreamErrors.ofFailure(failure, relayed.plan().group());
            relayed.call().fail(upstream, upstream.status(), io.meridian.api.Usage.NONE);
            throw upstream;
        } catch (RuntimeException | Error failure) {
            relayed.call().fail(failure, 500, io.meridian.api.Usage.NONE);
            throw failure;
        }
    }

    private Timeouts timeouts(Deployment deployment, boolean streamed) {
        Duration whole = deployment.patience().whole().orElse(settings.timeout());
        Duration first = streamed
                ? deployment
                        .patience()
                        .firstToken()
                        .or(settings::firstTokenTimeout)
                        .orElse(whole)
                : whole;
        return new Timeouts(CONNECT, first, whole, whole);
    }

    private static byte[] errorBody(ProviderAnswer answer) throws IOException {
        try (InputStream body = answer.body()) {
            return body.readNBytes(ERROR_BYTES);
        }
    }
}
