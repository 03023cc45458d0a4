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

/** The deployments a caller may use. */
@Singleton
@Path("model")
public final class ModelInfoResource {
    private final ModelInfo info;

    @Inject
    ModelInfoResource(ModelInfo info) {
        this.info = info;
    }

    @GET
    @Path("info")
    public void all(@Context Exchange exchange, @Context Caller caller) throws IOException {
        exchange.answerJson(200, JsonText.bytes(info.all(caller, exchange.query("litellm_model_id"))));
    }
}
