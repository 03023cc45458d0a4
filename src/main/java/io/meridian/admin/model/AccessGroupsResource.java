package io.meridian.admin.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.audit.Actor;
import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.auth.Caller;
import io.meridian.base.JsonText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.Optional;

/** Labels on deployments; a key that names one in its models may call all that carry it. */
@Singleton
@Path("access_group")
public final class AccessGroupsResource {
    private final Optional<AccessGroupDesk> desk;

    @Inject
    AccessGroupsResource(Optional<AccessGroupDesk> desk) {
        this.desk = desk;
    }

    @POST
    @Path("new")
    public void make(@Context Exchange exchange, @Context Caller caller) throws IOException {
        Form form = Form.of(exchange.body());
        String group = form.requireText("access_group");
        answer(exchange, desk().make(group, form, Actor.of(caller, exchange)));
    }

    @GET
    @Path("list")
    public void list(@Context Exchange exchange) throws IOException {
        ObjectNode answer = JsonText.object();
        ArrayNode groups = answer.putArray("access_groups");
        desk().all().forEach((group, names) -> groups.add(view(group, names)));
        answer(exchange, answer);
    }

    @GET
    @Path("{access_group: .+}/info")
    public void info(@PathParam("access_group") String group, @Context Exchange exchange) throws IOException {
        answer(exchange, view(group, desk().find(group)));
    }

    @PUT
    @Path("{access_group: .+}/update")
    public void update(@PathParam("access_group") String group, @Context Exchange exchange, @Context Caller caller)
            throws IOException {
        answer(exchange, desk().update(group, Form.of(exchange.body()), Actor.of(caller, exchange)));
    }

    @DELETE
    @Path("{access_group: .+}/delete")
    public void delete(@PathParam("access_group") String group, @Context Exchange exchange, @Context Caller caller)
            throws IOException {
        int updated = desk().delete(group, Actor.of(caller, exchange));
        answer(
                exchange,
                JsonText.object()
                        .put("access_group", group)
                        .put("models_updated", updated)
                        .put("message", "Access group '" + group + "' deleted successfully"));
    }

    private static ObjectNode view(String group, AccessGroupDesk.Members members) {
        ObjectNode view = JsonText.object().put("access_group", group);
        view.set("model_names", JsonText.tree(members.names()));
        return view.put("deployment_count", members.deployments())
                .putNull("spend")
                .putNull("budget");
    }

    private static void answer(Exchange exchange, ObjectNode body) throws IOException {
        exchange.answerJson(200, JsonText.bytes(body));
    }

    private AccessGroupDesk desk() {
        return Office.required(desk);
    }
}
