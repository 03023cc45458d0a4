package io.meridian.observe;

import io.meridian.api.Exchange;
import io.meridian.auth.Requires;
import io.meridian.auth.Requires.Access;
import io.meridian.metric.Exposition;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;

/** The metrics page where the administrator has opened it to everybody. */
@Singleton
@Path("metrics")
@Requires(Access.PUBLIC)
public final class PublicMetricsResource {
    private final MetricsResource page;

    @Inject
    PublicMetricsResource(Exposition exposition) {
        this.page = new MetricsResource(exposition);
    }

    @GET
    public void metrics(@Context Exchange exchange) throws IOException {
        page.metrics(exchange);
    }
}
