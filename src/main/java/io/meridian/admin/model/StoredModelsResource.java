package io.meridian.admin.model;

import io.meridian.admin.audit.Actor;
import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.auth.Permit;
import io.meridian.base.JsonText;
import io.meridian.model.StoredModel;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.Optional;

/** Deployments that are stored, administered by curl. */
@Singleton
@Path("model")
public final class StoredModelsResource {
    private final Optional<ModelDesk> desk;

    @Inject
    StoredModelsResource(Optional<ModelDesk> desk) {
        this.desk = desk;
    }

    @POST
    @Path("new")
    public void make(@Context Exchange exchange, @Context Permit permit) throws IOException {
        answer(exchange, desk().make(Form.of(exchange.body()), permit, Actor.of(permit.caller(), exchange)));
    }

    @POST
    @Path("update")
    public void update(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Form form = Form.of(exchange.body());
        answer(exchange, desk().change(ModelDesk.idIn(form), form, permit, Actor.of(permit.caller(), exchange)));
    }

    @PATCH
    @Path("{model_id: .+}/update")
    public void patch(@PathParam("model_id") String id, @Context Exchange exchange, @Context Permit permit)
            throws IOException {
        answer(exchange, desk().change(id, Form.of(exchange.body()), permit, Actor.of(permit.caller(), exchange)));
    }

    @POST
    @Path("delete")
    public void delete(@Context Exchange exchange, @Context Permit permit) throws IOException {
        String id = Form.of(exchange.body()).requireText("id");
        desk().delete(id, permit, Actor.of(permit.caller(), exchange));
        exchange.answerJson(
                200, JsonText.bytes(JsonText.object().put("message", "Model: " + id + " deleted successfully")));
    }

    @POST
    @Path("block")
    public void block(@Context Exchange exchange, @Context Permit permit) throws IOException {
        setBlocked(exchange, permit, true);
    }

    @POST
    @Path("unblock")
    public void unblock(@Context Exchange exchange, @Context Permit permit) throws IOException {
        setBlocked(exchange, permit, false);
    }

    private void setBlocked(Exchange exchange, Permit permit, boolean blocked) throws IOException {
        String id = Form.of(exchange.body()).requireText("model_id");
        answer(exchange, desk().setBlocked(id, blocked, permit, Actor.of(permit.caller(), exchange)));
    }

    private static void answer(Exchange exchange, StoredModel model) throws IOException {
        exchange.answerJson(200, JsonText.bytes(ModelView.row(model)));
    }

    private ModelDesk desk() {
        return Office.required(desk);
    }
}
