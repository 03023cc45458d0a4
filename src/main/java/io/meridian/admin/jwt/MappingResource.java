package io.meridian.admin.jwt;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.audit.Actor;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.Page;
import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.auth.Permit;
import io.meridian.base.GatewayException;
import io.meridian.base.GatewayException.Unprocessable.Problem;
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

/** Which claims of foreign tokens stand for which keys. */
@Singleton
@Path("jwt/key/mapping")
public final class MappingResource {
    private static final int STANDARD = 50;
    private static final int LARGEST = 100;

    private final Optional<MappingDesk> desk;

    @Inject
    MappingResource(Optional<MappingDesk> desk) {
        this.desk = desk;
    }

    @POST
    @Path("new")
    public void make(@Context Exchange exchange, @Context Permit permit) throws IOException {
        answer(exchange, MappingView.of(desk().make(Form.of(exchange.body()), Actor.of(permit.caller(), exchange))));
    }

    @POST
    @Path("update")
    public void change(@Context Exchange exchange, @Context Permit permit) throws IOException {
        answer(exchange, MappingView.of(desk().change(Form.of(exchange.body()), Actor.of(permit.caller(), exchange))));
    }

    @POST
    @Path("delete")
    public void delete(@Context Exchange exchange, @Context Permit permit) throws IOException {
        String id = Form.of(exchange.body()).requireText("id");
        desk().delete(id, Actor.of(permit.caller(), exchange));
        answer(exchange, JsonText.object().put("status", "success").put("id", id));
    }

    @GET
    @Path("list")
    public void list(@Context Exchange exchange) throws IOException {
        Page page = Page.of(exchange, "size", STANDARD, LARGEST);
        ObjectNode answer = JsonText.object();
        ArrayNode rows = answer.putArray("mappings");
        desk().page(page).forEach(mapping -> rows.add(MappingView.of(mapping)));
        answer(exchange, page.addCurrent(answer, desk().count()).put("size", page.size()));
    }

    @GET
    @Path("info")
    public void info(@Context Exchange exchange) throws IOException {
        String id = exchange.query("id")
                .orElseThrow(() -> new GatewayException.Unprocessable(
                        List.of(new Problem(List.of("query", "id"), "missing", "Field required"))));
        answer(exchange, MappingView.of(desk().find(id)));
    }

    private static void answer(Exchange exchange, ObjectNode body) throws IOException {
        exchange.answerJson(200, JsonText.bytes(body));
    }

    private MappingDesk desk() {
        return Office.required(desk);
    }
}
