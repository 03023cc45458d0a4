package io.meridian.llm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.api.Exchange;
import io.meridian.auth.Caller;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.llm.LlmSettings.ModelFacts;
import io.meridian.routing.Router;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.Map;

/** The models a caller may name; open in every role of an instance. */
@Singleton
@Path("")
public final class ModelsResource {
    /** Constants of the contract: nobody knows when a public name was made. */
    private static final long CREATED = 1_677_610_602;

    private static final String OWNER = "openai";

    private final Router router;
    private final Map<String, ModelFacts> facts;

    @Inject
    ModelsResource(Router router, Map<String, ModelFacts> facts) {
        this.router = router;
        this.facts = facts;
    }

    @GET
    @Path("v1/models")
    public void list(@Context Exchange exchange, @Context Caller caller) throws IOException {
        ObjectNode answer = JsonText.object();
        ArrayNode data = answer.putArray("data");
        router.names().stream()
                .filter(name -> ModelAccess.permits(caller, name))
                .forEach(name -> data.add(row(name)));
        answer.put("object", "list");
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    @GET
    @Path("models")
    public void listWithoutVersion(@Context Exchange exchange, @Context Caller caller) throws IOException {
        list(exchange, caller);
    }

    @GET
    @Path("v1/models/{id: .+}")
    public void find(@PathParam("id") String id, @Context Exchange exchange, @Context Caller caller)
            throws IOException {
        if (!ModelAccess.permits(caller, id) || router.plan(id).isEmpty()) {
            throw new GatewayException.RouteRefused(404, "The model `" + id + "` does not exist or is not accessible");
        }
        exchange.answerJson(200, JsonText.bytes(row(id)));
    }

    @GET
    @Path("models/{id: .+}")
    public void findWithoutVersion(@PathParam("id") String id, @Context Exchange exchange, @Context Caller caller)
            throws IOException {
        find(id, exchange, caller);
    }

    /** Of a group whose deployments say more than its name, a little more than the contract asks for. */
    private ObjectNode row(String name) {
        ObjectNode row = JsonText.object()
                .put("id", name)
                .put("object", "model")
                .put("created", CREATED)
                .put("owned_by", OWNER);
        ModelFacts known = facts.isEmpty()
                ? ModelFacts.NONE
                : router.plan(name).map(plan -> facts.get(plan.group())).orElse(ModelFacts.NONE);
        known.mode().ifPresent(mode -> row.put("mode", mode));
        known.maxInput().ifPresent(most -> row.put("max_input_tokens", most));
        known.maxOutput().ifPresent(most -> row.put("max_output_tokens", most));
        return row;
    }
}
