package io.meridian.server;

import io.meridian.api.Exchange;
import io.meridian.api.Incident;
import io.meridian.base.GatewayException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client is told of a refusal or failure: the same, wherever on the way it happened. */
@SuppressWarnings("ArrayRecordComponent") // sent once, never compared
record ErrorAnswer(int status, Map<String, String> headers, byte[] body) {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswer.class);

    static ErrorAnswer of(Throwable failure, Exchange exchange) {
        ErrorAnswer answer = switch (failure) {
            case GatewayException known -> of(known, exchange);
            case WebApplicationException routing -> of(ofRouting(routing), exchange);
            default -> new ErrorAnswer(500, Map.of(), Incident.of(failure).body(exchange.dialect()));
        };
        exchange.notes().fail(failure.getClass().getSimpleName(), answer.status());
        return answer;
    }

    void send(Exchange exchange) throws IOException {
        headers.forEach(exchange::setHeader);
        exchange.answerJson(status, body);
    }

    private static ErrorAnswer of(GatewayException failure, Exchange exchange) {
        Map<String, String> headers = new LinkedHashMap<>(failure.headers());
        // a whole second at least, rounded up: coming back early would only be refused again
        failure.retryAfter()
                .ifPresent(after ->
                        headers.put("retry-after", Long.toString(Math.max(1, (after.toMillis() + 999) / 1000))));
        if (failure.getCause() != null && failure.status() >= 500) {
            LOG.debug("Answered {}", failure.status(), failure);
        }
        return new ErrorAnswer(failure.status(), headers, exchange.errorBody(failure));
    }

    /** What Jersey itself has to say: the path or the method is unknown. */
    private static GatewayException ofRouting(WebApplicationException failure) {
        int status = failure.getResponse().getStatus();
        String reason = failure.getResponse().getStatusInfo().getReasonPhrase();
        String allow =
                failure instanceof NotAllowedException ? failure.getResponse().getHeaderString("Allow") : null;
        return new GatewayException.RouteRefused(status, reason, allow == null ? Map.of() : Map.of("allow", allow));
    }
}
