package io.meridian.observe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.api.Exchange;
import io.meridian.base.JsonText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Whether this instance lives, and whether it is ready to be sent traffic. */
@Singleton
@Path("health")
public final class HealthResource {
    private static final byte[] ALIVE = "\"I'm alive!\"".getBytes(StandardCharsets.UTF_8);

    private final Readiness readiness;
    private final boolean publicDetails;

    @Inject
    HealthResource(Readiness readiness, boolean publicDetails) {
        this.readiness = readiness;
        this.publicDetails = publicDetails;
    }

    @GET
    @Path("liveliness")
    public void liveliness(@Context Exchange exchange) throws IOException {
        if (readiness.isShuttingDown()) {
            exchange.answerJson(503, JsonText.bytes(readiness.summary().body()));
        } else {
            exchange.answerJson(200, ALIVE);
        }
    }

    @GET
    @Path("liveness")
    public void liveness(@Context Exchange exchange) throws IOException {
        liveliness(exchange);
    }

    @GET
    @Path("readiness")
    public void readiness(@Context Exchange exchange) throws IOException {
        answer(exchange, publicDetails ? readiness.details() : readiness.summary());
    }

    @GET
    @Path("readiness/details")
    public void details(@Context Exchange exchange) throws IOException {
        answer(exchange, readiness.details());
    }

    private static void answer(Exchange exchange, Readiness.Report report) throws IOException {
        ObjectNode body = report.body();
        exchange.answerJson(report.ready() ? 200 : 503, JsonText.bytes(body));
    }
}
