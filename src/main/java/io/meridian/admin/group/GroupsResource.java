package io.meridian.admin.group;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.meridian.admin.audit.Actor;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.Page;
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

/** Access groups, administered by curl. */
@Singleton
@Path("v1/access_group")
public sealed class GroupsResource permits UnifiedGroupsResource {
    private static final int MOST = 1_000;

    private final Optional<GroupDesk> desk;

    @Inject
    GroupsResource(Optional<GroupDesk> desk) {
        this.desk = desk;
    }

    @POST
    public void make(@Context Exchange exchange, @Context Caller caller) throws IOException {
        exchange.answerJson(
                201, JsonText.bytes(view(desk().make(Form.of(exchange.body()), Actor.of(caller, exchange)))));
    }

    /** In the order of their names; whoever has more than a page of them asks for the next one. */
    @GET
    public void list(@Context Exchange exchange) throws IOException {
        ArrayNode rows = JsonText.array();
        desk().list(Page.of(exchange, "page_size", MOST, MOST)).forEach(group -> rows.add(GroupView.of(group)));
        exchange.answerJson(200, JsonText.bytes(rows));
    }

    @GET
    @Path("{access_group_id}")
    public void find(@PathParam("access_group_id") String id, @Context Exchange exchange) throws IOException {
        exchange.answerJson(200, JsonText.bytes(view(desk().require(id))));
    }

    @PUT
    @Path("{access_group_id}")
    public void change(@PathParam("access_group_id") String id, @Context Exchange exchange, @Context Caller caller)
            throws IOException {
        exchange.answerJson(
                200, JsonText.bytes(view(desk().change(id, Form.of(exchange.body()), Actor.of(caller, exchange)))));
    }

    @DELETE
    @Path("{access_group_id}")
    public void delete(@PathParam("access_group_id") String id, @Context Exchange exchange, @Context Caller caller)
            throws IOException {
        desk().delete(id, Actor.of(caller, exchange));
        exchange.stream(204, 0);
    }

    private static Object view(Assigned group) {
        return GroupView.of(group);
    }

    private GroupDesk desk() {
        return Office.required(desk);
    }
}
