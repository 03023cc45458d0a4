package io.meridian.observe;

import io.meridian.api.Exchange;
import io.meridian.metric.Exposition;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** The metrics page, with or without a trailing slash. */
@Singleton
@Path("metrics")
public final class MetricsResource {
    private final Exposition exposition;

    @Inject
    MetricsResource(Exposition exposition) {
        this.exposition = exposition;
    }

    @GET
    public void metrics(@Context Exchange exchange) throws IOException {
        String accept = exchange.header("accept").orElse(null);
        ByteArrayOutputStream page = new ByteArrayOutputStream(64 * 1024);
        exposition.write(page, accept);
        exchange.answer(200, exposition.contentType(accept), page.toByteArray());
    }
}
