package io.meridian.admin.customer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.audit.Actor;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.Page;
import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.auth.Caller;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.Customer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Customers, administered by curl. */
@Singleton
@Path("customer")
public sealed class CustomersResource permits EndUsersResource {
    private static final int MOST = 1_000;

    private final Optional<CustomerDesk> desk;

    @Inject
    CustomersResource(Optional<CustomerDesk> desk) {
        this.desk = desk;
    }

    @POST
    @Path("new")
    public void make(@Context Exchange exchange, @Context Caller caller) throws IOException {
        answer(exchange, desk().make(Form.of(exchange.body()), Actor.of(caller, exchange)));
    }

    @POST
    @Path("update")
    public void update(@Context Exchange exchange, @Context Caller caller) throws IOException {
        answer(exchange, desk().change(Form.of(exchange.body()), Actor.of(caller, exchange)));
    }

    @POST
    @Path("delete")
    public void delete(@Context Exchange exchange, @Context Caller caller) throws IOException {
        List<String> ids = ids(exchange);
        int deleted = desk().delete(ids, Actor.of(caller, exchange));
        exchange.answerJson(
                200,
                JsonText.bytes(JsonText.object()
                        .put("deleted_customers", deleted)
                        .put("message", "Successfully deleted customers with ids: " + String.join(", ", ids))));
    }

    @POST
    @Path("block")
    public void block(@Context Exchange exchange, @Context Caller caller) throws IOException {
        setBlocked(exchange, caller, true);
    }

    @POST
    @Path("unblock")
    public void unblock(@Context Exchange exchange, @Context Caller caller) throws IOException {
        setBlocked(exchange, caller, false);
    }

    @GET
    @Path("info")
    public void info(@Context Exchange exchange) throws IOException {
        String id = exchange.query("end_user_id")
                .orElseThrow(
                        () -> new GatewayException.Unprocessable(List.of(new GatewayException.Unprocessable.Problem(
                                List.of("query", "end_user_id"), "missing", "Field required"))));
        answer(exchange, desk().require(id));
    }

    /** Oldest first; whoever has more than a page of them asks for the next one. */
    @GET
    @Path("list")
    public void list(@Context Exchange exchange) throws IOException {
        Page page = Page.of(exchange, "page_size", MOST, MOST);
        exchange.answerJson(200, JsonText.bytes(desk().views(desk().list(page))));
    }

    private void setBlocked(Exchange exchange, Caller caller, boolean blocked) throws IOException {
        List<Customer> customers = desk().setBlocked(ids(exchange), blocked, Actor.of(caller, exchange));
        ObjectNode answer = JsonText.object();
        answer.set("blocked_users", desk().views(customers));
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    private static List<String> ids(Exchange exchange) {
        Form form = Form.of(exchange.body());
        List<String> ids = form.require("user_ids", form.texts("user_ids"));
        if (ids.isEmpty() || ids.size() > MOST) {
            throw new GatewayException.BadRequest("Name between 1 and %d customers.".formatted(MOST), "user_ids");
        }
        return ids;
    }

    private void answer(Exchange exchange, Customer customer) throws IOException {
        exchange.answerJson(200, JsonText.bytes(desk().views(List.of(customer)).get(0)));
    }

    private CustomerDesk desk() {
        return Office.required(desk);
    }
}
