package io.meridian.llm;

import io.meridian.api.Exchange;
import io.meridian.auth.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;

/** Chat completions in OpenAI's dialect. */
@Singleton
@Path("")
public final class ChatResource {
    private static final String ROUTE = "/chat/completions";

    private final LlmPipeline pipeline;

    @Inject
    ChatResource(LlmPipeline pipeline) {
        this.pipeline = pipeline;
    }

    @POST
    @Path("v1/chat/completions")
    public void complete(@Context Exchange exchange, @Context Caller caller) throws IOException {
        pipeline.complete(exchange, caller, ROUTE);
    }

    @POST
    @Path("chat/completions")
    public void completeWithoutVersion(@Context Exchange exchange, @Context Caller caller) throws IOException {
        pipeline.complete(exchange, caller, ROUTE);
    }
}
