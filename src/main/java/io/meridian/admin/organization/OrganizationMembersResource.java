package io.meridian.admin.organization;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.audit.Actor;
import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.auth.Permit;
import io.meridian.base.JsonText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Who belongs to an organization, administered by curl. */
@Singleton
@Path("organization")
public final class OrganizationMembersResource {
    private final Optional<MemberDesk> desk;
    private final Optional<OrganizationView> view;

    @Inject
    OrganizationMembersResource(Optional<MemberDesk> desk, Optional<OrganizationView> view) {
        this.desk = desk;
        this.view = view;
    }

    @POST
    @Path("member_add")
    public void add(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Form form = Form.of(exchange.body());
        List<MemberDesk.Joined> joined = desk().add(form, permit, Actor.of(permit.caller(), exchange));
        ObjectNode answer = JsonText.object().put("organization_id", form.requireText("organization_id"));
        ArrayNode users = answer.putArray("updated_users");
        ArrayNode memberships = answer.putArray("updated_organization_memberships");
        for (MemberDesk.Joined each : joined) {
            users.add(OrganizationView.of(each.user()));
            memberships.add(view().of(each.member()));
        }
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    @PATCH
    @Path("member_update")
    public void update(@Context Exchange exchange, @Context Permit permit) throws IOException {
        exchange.answerJson(
                200,
                JsonText.bytes(view().of(
                                desk().change(Form.of(exchange.body()), permit, Actor.of(permit.caller(), exchange)))));
    }

    @DELETE
    @Path("member_delete")
    public void delete(@Context Exchange exchange, @Context Permit permit) throws IOException {
        exchange.answerJson(
                200,
                JsonText.bytes(view().of(
                                desk().remove(Form.of(exchange.body()), permit, Actor.of(permit.caller(), exchange)))));
    }

    private MemberDesk desk() {
        return Office.required(desk);
    }

    private OrganizationView view() {
        return Office.required(view);
    }
}
