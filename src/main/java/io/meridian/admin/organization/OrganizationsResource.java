package io.meridian.admin.organization;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.meridian.admin.audit.Actor;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.Page;
import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.auth.Permit;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.Organization;
import io.meridian.directory.RosterStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Organizations, administered by curl. */
@Singleton
@Path("organization")
public final class OrganizationsResource {
    private static final int MOST = 1_000;
    private static final int MOST_DELETED = 100;

    private final Optional<OrganizationDesk> desk;
    private final Optional<OrganizationView> view;

    @Inject
    OrganizationsResource(Optional<OrganizationDesk> desk, Optional<OrganizationView> view) {
        this.desk = desk;
        this.view = view;
    }

    @POST
    @Path("new")
    public void make(@Context Exchange exchange, @Context Permit permit) throws IOException {
        answer(exchange, desk().make(Form.of(exchange.body()), Actor.of(permit.caller(), exchange)));
    }

    @PATCH
    @Path("update")
    public void update(@Context Exchange exchange, @Context Permit permit) throws IOException {
        answer(exchange, desk().change(Form.of(exchange.body()), Actor.of(permit.caller(), exchange)));
    }

    @DELETE
    @Path("delete")
    public void delete(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Form form = Form.of(exchange.body());
        List<String> ids = form.require("organization_ids", form.texts("organization_ids"));
        if (ids.isEmpty() || ids.size() > MOST_DELETED) {
            throw new GatewayException.BadRequest(
                    "Name between 1 and %d organizations.".formatted(MOST_DELETED), "organization_ids");
        }
        ArrayNode rows = JsonText.array();
        desk().delete(ids, Actor.of(permit.caller(), exchange))
                .forEach(organization -> rows.add(view().alone(organization)));
        exchange.answerJson(200, JsonText.bytes(rows));
    }

    /** Everybody else sees those they belong to. */
    @GET
    @Path("list")
    public void list(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Page page = Page.of(exchange, "page_size", MOST, MOST);
        RosterStore.Filter filter = new RosterStore.Filter(
                permit.isUnlimited() ? Optional.empty() : Optional.of(permit.organizations()),
                exchange.query("org_id"),
                exchange.query("org_alias"));
        List<Organization> found = desk().list(filter, page.offset(), page.size());
        exchange.answerJson(200, JsonText.bytes(view().of(found)));
    }

    @GET
    @Path("info")
    public void info(@Context Exchange exchange, @Context Permit permit) throws IOException {
        String id = exchange.query("organization_id")
                .orElseThrow(
                        () -> new GatewayException.Unprocessable(List.of(new GatewayException.Unprocessable.Problem(
                                List.of("query", "organization_id"), "missing", "Field required"))));
        answer(exchange, desk().require(id, permit));
    }

    /** As older clients ask for several. */
    @POST
    @Path("info")
    public void infos(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Form form = Form.of(exchange.body());
        List<String> ids = form.require("organizations", form.texts("organizations"));
        if (ids.isEmpty() || ids.size() > MOST) {
            throw new GatewayException.BadRequest(
                    "Name between 1 and %d organizations.".formatted(MOST), "organizations");
        }
        List<Organization> found =
                ids.stream().distinct().map(id -> desk().require(id, permit)).toList();
        exchange.answerJson(200, JsonText.bytes(view().of(found)));
    }

    private void answer(Exchange exchange, Organization organization) throws IOException {
        exchange.answerJson(200, JsonText.bytes(view().of(organization)));
    }

    private OrganizationDesk desk() {
        return Office.required(desk);
    }

    private OrganizationView view() {
        return Office.required(view);
    }
}
