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
import java.util.function.Supplier;

/** The models a caller may name; open in every role of an instance. */
@Singleton
@Path("")
public final class ModelsResource {
    /** Constants of the contract: nobody knows when a public name was made. */
    private static final long CREATED = 1_677_610_602;

    private static final String OWNER = "openai";

    private final Router router;
    private final ModelAccess access;
    private final Supplier<Map<String, ModelFacts>> facts;

    @Inject
    ModelsResource(Router router, ModelAccess access, Supplier<Map<String, ModelFacts>> facts) {
        this.router = router;
        this.access = access;
        this.facts = facts;
    }

    @GET
    @Path("v1/models")
    public void list(@Context Exchange exchange, @Context Caller caller) throws IOException {
        ObjectNode answer = JsonText.object();
        ArrayNode data = answer.putArray("data");
        router.names(ModelAccess.team(caller)).stream()
                .filter(name -> access.permits(caller, name))
                .forEach(name -> data.add(row(name, caller)));
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
        if (!access.permits(caller, id)
                || router.plan(id, ModelAccess.team(caller)).isEmpty()) {
            throw new GatewayException.RouteRefused(404, "The model `" + id + "` does not exist or is not accessible");
        }
        exchange.answerJson(200, JsonText.bytes(row(id, caller)));
    }

    @GET
    @Path("models/{id: .+}")
    public void findWithoutVersion(@PathParam("id") String id, @Context Exchange exchange, @Context Caller caller)
            throws IOException {
        find(id, exchange, caller);
    }

    /** Of a group whose deployments say more than its name, a little more than the contract asks for. */
    private ObjectNode row(String name, Caller caller) {
        ObjectNode row = JsonText.object()
                .put("id", name)
                .put("object", "model")
                .put("created", CREATED)
                .put("owned_by", OWNER);
        Map<String, ModelFacts> all = facts.get();
        ModelFacts known = all.isEmpty()
                ? ModelFacts.NONE
                : router.plan(name, ModelAccess.team(caller))
                        .map(plan -> all.get(plan.group()))
                        .orElse(ModelFacts.NONE);
        known.mode().ifPresent(mode -> row.put("mode", mode));
        known.maxInput().ifPresent(most -> row.put("max_input_tokens", most));
        known.maxOutput().ifPresent(most -> row.put("max_output_tokens", most));
        return row;
    }
}
