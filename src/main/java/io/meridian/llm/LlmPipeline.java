package io.meridian.llm;

import io.meridian.api.CallNotes;
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
import org.jspecify.annotations.Nullable;

/** The way of a call: read, allowed, charged, written down, sent, relayed, settled. Thread-safe. */
final class LlmPipeline {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** As much of an error answer as anybody will read. */
    private static final int ERROR_BYTES = 64 * 1024;

    private static final String JSON = "application/json";

    private final LlmSettings settings;
    private final Router router;
    private final ModelAccess access;
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
        this.access = new ModelAccess(router);
        this.admission = admission;
        this.books = books;
        this.headers = headers;
        this.plain = new PlainRelay(headers, fallback);
        this.stream = new StreamRelay(headers, fallback, watch, settings.alwaysIncludeUsage());
    }

    void complete(Exchange exchange, Caller caller, String route) throws IOException {
        headers.addCall(exchange);
        @Nullable Envelope envelope = null;
        @Nullable Plan plan = null;
        CallBooks.Admitted admitted;
        try {
            envelope = Envelope.read(exchange.body());
            String asked = note(exchange.notes(), envelope);
            if (!envelope.hasMessages()) {
                throw new GatewayException.InvalidRequest(
                        route + ": Missing required parameter: 'messages'.", "messages");
            }
            KeyDemands.require(caller, envelope);
            plan = plan(caller, asked, route);
            CallBooks.note(exchange.notes(), plan);
            admitted = admission.admit(caller, envelope, plan);
        } catch (GatewayException refusal) {
            books.refused(exchange, caller, envelope, plan, refusal);
            throw refusal;
        }
        RunningCall call = open(exchange, caller, envelope, plan, admitted);
        send(new Relayed(exchange, caller, envelope, plan, admitted, call));
    }

    private static String note(CallNotes notes, Envelope envelope) {
        String asked = envelope.model().orElse("None");
        notes.requestedModel = asked;
        notes.streamed = envelope.stream();
        return asked;
    }

    private Plan plan(Caller caller, String asked, String route) {
        String byKey = caller.key()
                .map(key -> key.access().aliases().getOrDefault(asked, asked))
                .orElse(asked);
        String byTeam = caller.belonging()
                .team()
                .map(team -> team.access().aliases().getOrDefault(byKey, byKey))
                .orElse(byKey);
        String name = settings.modelAliases().getOrDefault(byTeam, byTeam);
        access.require(caller, asked, asked);
        access.require(caller, byKey, asked);
        Optional<Plan> plan = router.plan(name, ModelAccess.team(caller));
        if (plan.isEmpty()) {
            admission.requireBudget(caller);
            throw Admission.unknownModel(route, asked);
        }
        if (!plan.get().publicName().equals(name)) {
            // reached by the inner name of a deployment: the group it belongs to decides
            access.require(caller, plan.get().publicName(), asked);
        }
        return plan.get();
    }

    private RunningCall open(
            Exchange exchange, Caller caller, Envelope envelope, Plan plan, CallBooks.Admitted admitted) {
        try {
            return books.open(exchange, caller, envelope, plan, admitted);
        } catch (RuntimeException | Error refused) {
            books.limiter().release(admitted.hold());
            throw refused;
        }
    }

    private void send(Relayed relayed) throws IOException {
        try {
            exchange(relayed);
        } catch (GatewayException failure) {
            relayed.call().fail(failure, failure.status());
            headers.addFailure(relayed.exchange(), whole(relayed.plan().deployment()));
            throw failure;
        } catch (ClientGone gone) {
            // already booked by the relay; there is nobody left to tell
            relayed.exchange().notes().fail("ClientDisconnect", ClientGone.STATUS);
        } catch (IOException failure) {
            GatewayException upstream =
                    UpstreamErrors.ofFailure(failure, relayed.plan().group());
            relayed.call().fail(upstream, upstream.status());
            headers.addFailure(relayed.exchange(), whole(relayed.plan().deployment()));
            throw upstream;
        } catch (RuntimeException | Error failure) {
            relayed.call().fail(failure, 500);
            throw failure;
        }
    }

    private void exchange(Relayed relayed) throws IOException {
        Deployment deployment = relayed.plan().deployment();
        boolean streamed = relayed.envelope().stream();
        byte[] body = relayed.admitted().terms().edits().apply(relayed.envelope());
        relayed.exchange().notes().upstreamStartedNanos = System.nanoTime();
        ProviderCall call = new ProviderCall(
                deployment.target(), deployment.model(), body, streamed, timeouts(deployment, streamed));
        try (ProviderAnswer answer = deployment.provider().complete(call)) {
            if (answer.status() != 200) {
                throw UpstreamErrors.ofAnswer(
                        answer.status(), errorBody(answer), relayed.plan().group());
            }
            if (streamed && isStream(answer)) {
                stream.relay(relayed, answer);
            } else {
                plain.relay(relayed, answer);
            }
        }
    }

    /** Some providers answer a request for a stream with the whole answer at once. */
    private static boolean isStream(ProviderAnswer answer) {
        return answer.contentType().map(type -> !type.startsWith(JSON)).orElse(true);
    }

    private Timeouts timeouts(Deployment deployment, boolean streamed) {
        Duration whole = whole(deployment);
        Duration first = streamed
                ? deployment
                        .patience()
                        .firstToken()
                        .or(settings::firstTokenTimeout)
                        .orElse(whole)
                : whole;
        return new Timeouts(CONNECT, first, whole, whole);
    }

    private Duration whole(Deployment deployment) {
        return deployment.patience().whole().orElse(settings.timeout());
    }

    private static byte[] errorBody(ProviderAnswer answer) throws IOException {
        try (InputStream body = answer.body()) {
            return body.readNBytes(ERROR_BYTES);
        }
    }
}
