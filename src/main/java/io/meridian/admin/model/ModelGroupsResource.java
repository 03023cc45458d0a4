package io.meridian.admin.model;

import io.meridian.admin.audit.Actor;
import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.auth.Caller;
import io.meridian.base.JsonText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.Optional;

/** The names under which models are called, each with all its deployments taken together. */
@Singleton
@Path("model_group")
public final class ModelGroupsResource {
    private final ModelInfo info;
    private final Optional<PublicGroupDesk> desk;

    @Inject
    ModelGroupsResource(ModelInfo info, Optional<PublicGroupDesk> desk) {
        this.info = info;
        this.desk = desk;
    }

    @GET
    @Path("info")
    public void groups(@Context Exchange exchange, @Context Caller caller) throws IOException {
        exchange.answerJson(200, JsonText.bytes(info.groups(caller, exchange.query("model_group"))));
    }

    @POST
    @Path("make_public")
    public void makePublic(@Context Exchange exchange, @Context Caller caller) throws IOException {
        PublicGroupDesk found = Office.required(desk);
        exchange.answerJson(
                200, JsonText.bytes(found.makePublic(Form.of(exchange.body()), Actor.of(caller, exchange))));
    }
}
