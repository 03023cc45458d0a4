package io.meridian.admin.model;

import io.meridian.api.Exchange;
import io.meridian.auth.Caller;
import io.meridian.base.JsonText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;

/** The same deployments under the paths with a version, in the second one page by page. */
@Singleton
@Path("")
public final class VersionedModelInfoResource {
    private final ModelInfo info;

    @Inject
    VersionedModelInfoResource(ModelInfo info) {
        this.info = info;
    }

    @GET
    @Path("v1/model/info")
    public void all(@Context Exchange exchange, @Context Caller caller) throws IOException {
        exchange.answerJson(200, JsonText.bytes(info.all(caller, exchange.query("litellm_model_id"))));
    }

    @GET
    @Path("v2/model/info")
    public void page(@Context Exchange exchange, @Context Caller caller) throws IOException {
        exchange.answerJson(200, JsonText.bytes(info.page(caller, ModelQuery.of(exchange))));
    }
}
