package io.meridian.admin.invitation;

import io.meridian.admin.audit.Actor;
import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.auth.Caller;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Invitations, administered by curl. */
@Singleton
@Path("invitation")
public final class InvitationsResource {
    private final Optional<InvitationDesk> desk;

    @Inject
    InvitationsResource(Optional<InvitationDesk> desk) {
        this.desk = desk;
    }

    @POST
    @Path("new")
    public void make(@Context Exchange exchange, @Context Caller caller) throws IOException {
        InvitationDesk.Made made =
                desk().make(Form.of(exchange.body()).requireText("user_id"), Actor.of(caller, exchange));
        answer(exchange, made.invitation(), made.id());
    }

    @GET
    @Path("info")
    public void info(@Context Exchange exchange) throws IOException {
        String id = exchange.query("invitation_id")
                .orElseThrow(
                        () -> new GatewayException.Unprocessable(List.of(new GatewayException.Unprocessable.Problem(
                                List.of("query", "invitation_id"), "missing", "Field required"))));
        answer(exchange, desk().require(id), id);
    }

    @POST
    @Path("update")
    public void update(@Context Exchange exchange, @Context Caller caller) throws IOException {
        Form form = Form.of(exchange.body());
        String id = form.requireText("invitation_id");
        boolean accepted = form.require("is_accepted", form.flag("is_accepted"));
        answer(exchange, desk().setAccepted(id, accepted, Actor.of(caller, exchange)), id);
    }

    @POST
    @Path("delete")
    public void delete(@Context Exchange exchange, @Context Caller caller) throws IOException {
        String id = Form.of(exchange.body()).requireText("invitation_id");
        answer(exchange, desk().delete(id, Actor.of(caller, exchange)), id);
    }

    private static void answer(Exchange exchange, Invitation invitation, String id) throws IOException {
        exchange.answerJson(200, JsonText.bytes(invitation.view(id)));
    }

    private InvitationDesk desk() {
        return Office.required(desk);
    }
}
