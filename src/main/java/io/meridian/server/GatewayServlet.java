package io.meridian.server;

import io.meridian.api.Exchange;
import io.meridian.base.GatewayException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;

/** The one servlet of the gateway: every request passes here, and leaves its line in the log here. Thread-safe. */
final class GatewayServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Duration ELSEWHERE = Duration.ofSeconds(1);

    private final transient Gateway gateway;

    GatewayServlet(Gateway gateway) {
        this.gateway = gateway;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        addFixedHeaders(response);
        gateway.cors().addHeaders(request, response);
        RunningCalls running = gateway.runningCalls();
        Exchange exchange = new Exchange(request, response, request.getRequestURI(), gateway.bodyLimit());
        gateway.introduce(exchange, request);
        running.enter();
        try {
            gateway.report().begun();
            try {
                serve(exchange, request);
                exchange.finish();
            } finally {
                gateway.report().ended(exchange);
            }
        } finally {
            // last of all: once nothing runs, a container that stops cuts what is not sent and the log is closed
            running.leave();
        }
    }

    private void serve(Exchange exchange, HttpServletRequest request) throws IOException {
        try {
            CanonicalPath paths = gateway.canonicalPath();
            exchange.speak(CanonicalPath.dialect(request.getRequestURI()));
            exchange.locate(
                    paths.of(request.getRequestURI(), request.getContextPath()), paths.base(request.getContextPath()));
            refuseWhileStopping(exchange);
            if (Cors.isPreflight(request)) {
                gateway.cors().answerPreflight(exchange);
            } else {
                gateway.resources().handle(exchange);
            }
        } catch (RuntimeException failure) {
            if (!exchange.takeBack()) {
                // too late for an answer: a cut connection is the one sign left that it is not whole
                if (exchange.notes().failure == null) {
                    exchange.notes().fail(failure.getClass().getSimpleName(), 500);
                }
                throw failure;
            }
            ErrorAnswer.of(failure, exchange).send(exchange);
        }
    }

    /** Only what a load balancer or a monitor asks is answered to the end; the others have to go elsewhere. */
    private void refuseWhileStopping(Exchange exchange) {
        if (gateway.runningCalls().isStopping()) {
            // a client that keeps its connection would be back here with the next request
            exchange.setHeader("connection", "close");
            if (!exchange.path().startsWith("/health") && !exchange.path().startsWith("/metrics")) {
                throw new GatewayException.Unavailable("This instance is shutting down.", ELSEWHERE, null);
            }
        }
    }

    private static void addFixedHeaders(HttpServletResponse response) {
        response.setHeader("x-content-type-options", "nosniff");
        response.setHeader("x-frame-options", "DENY");
        response.setHeader("content-security-policy", "frame-ancestors 'none'");
    }
}
