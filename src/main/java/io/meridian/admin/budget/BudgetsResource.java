package io.meridian.admin.budget;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.meridian.admin.allowance.BudgetView;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.Page;
import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.auth.Caller;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.Budget;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Budgets, administered by curl. */
@Singleton
@Path("budget")
public final class BudgetsResource {
    private static final int MOST = 1_000;

    private final Optional<Office> office;
    private final Optional<BudgetDesk> desk;

    @Inject
    BudgetsResource(Optional<Office> office, Optional<BudgetDesk> desk) {
        this.office = office;
        this.desk = desk;
    }

    @POST
    @Path("new")
    public void make(@Context Exchange exchange, @Context Caller caller) throws IOException {
        answer(exchange, desk().make(Form.of(exchange.body()), caller));
    }

    @POST
    @Path("update")
    public void update(@Context Exchange exchange, @Context Caller caller) throws IOException {
        answer(exchange, desk().change(Form.of(exchange.body()), caller));
    }

    @POST
    @Path("delete")
    public void delete(@Context Exchange exchange) throws IOException {
        answer(exchange, desk().delete(Form.of(exchange.body()).requireText("id")));
    }

    @POST
    @Path("info")
    public void info(@Context Exchange exchange) throws IOException {
        Form form = Form.of(exchange.body());
        List<String> ids = form.require("budgets", form.texts("budgets"));
        if (ids.isEmpty() || ids.size() > MOST) {
            throw new GatewayException.BadRequest("Name between 1 and %d budgets.".formatted(MOST), "budgets");
        }
        answer(exchange, desk().find(ids));
    }

    /** Oldest first; whoever has more than a page of them asks for the next one. */
    @GET
    @Path("list")
    public void list(@Context Exchange exchange) throws IOException {
        answer(exchange, desk().list(Page.of(exchange, "page_size", MOST, MOST)));
    }

    /** What can be set, and what of it is, for forms. */
    @GET
    @Path("settings")
    public void settings(@Context Exchange exchange) throws IOException {
        String id = exchange.query("budget_id")
                .orElseThrow(
                        () -> new GatewayException.Unprocessable(List.of(new GatewayException.Unprocessable.Problem(
                                List.of("query", "budget_id"), "missing", "Field required"))));
        exchange.answerJson(200, JsonText.bytes(BudgetSettings.of(BudgetView.of(desk().require(id), office()))));
    }

    private void answer(Exchange exchange, Budget budget) throws IOException {
        exchange.answerJson(200, JsonText.bytes(BudgetView.of(budget, office())));
    }

    private void answer(Exchange exchange, List<Budget> budgets) throws IOException {
        ArrayNode rows = JsonText.array();
        budgets.forEach(budget -> rows.add(BudgetView.of(budget, office())));
        exchange.answerJson(200, JsonText.bytes(rows));
    }

    private BudgetDesk desk() {
        return Office.required(desk);
    }

    private Office office() {
        return Office.required(office);
    }
}
