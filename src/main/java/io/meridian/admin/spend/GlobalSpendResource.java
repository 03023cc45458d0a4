package io.meridian.admin.spend;

import io.meridian.admin.audit.Actor;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.Query;
import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.auth.Permit;
import io.meridian.base.JsonText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.Optional;

/** What everybody spent together, told apart by one thing at a time; without dates, in the last thirty days. */
@Singleton
@Path("global/spend")
public final class GlobalSpendResource {
    private static final int MOST = 1_000;
    private static final int STANDARD = 100;

    private final Optional<GlobalSpend> spend;
    private final Optional<SpendReset> reset;

    @Inject
    GlobalSpendResource(Optional<GlobalSpend> spend, Optional<SpendReset> reset) {
        this.spend = spend;
        this.reset = reset;
    }

    @GET
    public void total(@Context Exchange exchange) throws IOException {
        answer(exchange, spend().total());
    }

    @GET
    @Path("logs")
    public void days(@Context Exchange exchange) throws IOException {
        Query query = Query.of(exchange);
        Optional<String> key = query.text("api_key").map(RowRequest::account);
        query.check();
        answer(exchange, spend().days(key));
    }

    @GET
    @Path("keys")
    public void keys(@Context Exchange exchange) throws IOException {
        answer(exchange, spend().keys(limit(exchange)));
    }

    @GET
    @Path("teams")
    public void teams(@Context Exchange exchange) throws IOException {
        answer(exchange, spend().teams());
    }

    @POST
    @Path("end_users")
    public void endUsers(@Context Exchange exchange) throws IOException {
        Form form = Form.of(exchange.body());
        Optional<String> key = Optional.ofNullable(form.text("api_key").value()).filter(text -> !text.isEmpty());
        Optional<String> start = Optional.ofNullable(form.text("startTime").value());
        Optional<String> end = Optional.ofNullable(form.text("endTime").value());
        form.check();
        answer(exchange, spend().endUsers(key.map(RowRequest::account), start, end));
    }

    @GET
    @Path("models")
    public void models(@Context Exchange exchange) throws IOException {
        answer(exchange, spend().models(limit(exchange)));
    }

    @GET
    @Path("provider")
    public void providers(@Context Exchange exchange) throws IOException {
        answer(exchange, spend().providers(Query.of(exchange)));
    }

    @GET
    @Path("tags")
    public void tags(@Context Exchange exchange) throws IOException {
        answer(exchange, spend().tags(Query.of(exchange)));
    }

    @GET
    @Path("all_tag_names")
    public void tagNames(@Context Exchange exchange) throws IOException {
        answer(exchange, spend().tagNames());
    }

    @GET
    @Path("report")
    public void report(@Context Exchange exchange) throws IOException {
        answer(exchange, spend().report(Query.of(exchange)));
    }

    /** Reports read sums that are always fresh. */
    @POST
    @Path("refresh")
    public void refresh(@Context Exchange exchange) throws IOException {
        answer(
                exchange,
                JsonText.object()
                        .put("message", "Nothing to refresh: reports read sums that are kept up to date")
                        .put("status", "success"));
    }

    /** For the master key alone. Rows, sums of days and the totals of what was before stay. */
    @POST
    @Path("reset")
    public void reset(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Office.required(reset).all(Actor.of(permit.caller(), exchange));
        answer(
                exchange,
                JsonText.object()
                        .put("message", "Spend for all API Keys and Teams reset successfully")
                        .put("status", "success"));
    }

    private static int limit(Exchange exchange) {
        Query query = Query.of(exchange);
        int limit = query.integer("limit", STANDARD, 1, MOST);
        query.check();
        return limit;
    }

    private static void answer(Exchange exchange, Object body) throws IOException {
        exchange.answerJson(200, JsonText.bytes(body));
    }

    private GlobalSpend spend() {
        return Office.required(spend);
    }
}
