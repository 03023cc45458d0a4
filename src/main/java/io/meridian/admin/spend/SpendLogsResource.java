package io.meridian.admin.spend;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Query;
import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.auth.Permit;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The spend log: administrators see every row, those of a team theirs, everybody else their own. */
@Singleton
@Path("spend/logs")
public final class SpendLogsResource {
    private static final int MOST_ROWS = 1_000;

    private final Optional<SpendRowStore> rows;
    private final SpendSummary summary;

    @Inject
    SpendLogsResource(Optional<SpendRowStore> rows, SpendSummary summary) {
        this.rows = rows;
        this.summary = summary;
    }

    /** Rows, newest first; with dates, sums of days instead, unless {@code summarize=false}. */
    @GET
    public void logs(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Query query = Query.of(exchange);
        Optional<Span.Days> days = Span.ofDays(query);
        Map<RowFilter.Name, String> names = RowRequest.names(query);
        boolean summarized = query.flag("summarize", true);
        int limit = query.integer("limit", MOST_ROWS, 1, MOST_ROWS);
        query.check();
        SpendScope scope = scope(permit, names);
        // one request has no days to be summed up by
        if (days.isPresent() && summarized && !names.containsKey(RowFilter.Name.REQUEST)) {
            exchange.answerJson(200, JsonText.bytes(summary.of(scope, days.get(), names)));
            return;
        }
        RowFilter all = new RowFilter(
                days.map(Span.Days::span), names, RowFilter.Outcome.ANY, Optional.empty(), Optional.empty());
        ArrayNode answer = JsonText.array();
        store().page(scope, all, RowOrder.NEWEST, 0, limit).forEach(row -> answer.add(SpendRowView.whole(row)));
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    @GET
    @Path("ui")
    public void ui(@Context Exchange exchange, @Context Permit permit) throws IOException {
        page(exchange, permit);
    }

    @GET
    @Path("v2")
    public void page(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Query query = Query.of(exchange);
        RowRequest asked = RowRequest.of(query);
        answer(exchange, scope(permit, asked.filter().names()), asked);
    }

    /** The calls of a conversation, newest first. */
    @GET
    @Path("session/ui")
    public void session(@Context Exchange exchange, @Context Permit permit) throws IOException {
        answer(exchange, SpendScope.of(permit), RowRequest.ofSession(Query.of(exchange)));
    }

    /** What was said in a call: nothing, since rows do not keep it. */
    @GET
    @Path("ui/{request_id}")
    public void details(@Context Exchange exchange, @Context Permit permit, @PathParam("request_id") String requestId)
            throws IOException {
        RowFilter named = new RowFilter(
                Optional.empty(),
                Map.of(RowFilter.Name.REQUEST, Query.storable(requestId, "request_id")),
                RowFilter.Outcome.ANY,
                Optional.empty(),
                Optional.empty());
        if (store().page(SpendScope.of(permit), named, RowOrder.NEWEST, 0, 1).isEmpty()) {
            throw new GatewayException.NotFound("Request not found in the spend log.", "request_id");
        }
        ObjectNode answer = JsonText.object();
        List.of("messages", "response", "proxy_server_request").forEach(answer::putObject);
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    private static SpendScope scope(Permit permit, Map<RowFilter.Name, String> names) {
        SpendScope scope = SpendScope.ofTeam(permit, Optional.ofNullable(names.get(RowFilter.Name.TEAM)));
        scope.requireUser(Optional.ofNullable(names.get(RowFilter.Name.USER)));
        return scope;
    }

    private void answer(Exchange exchange, SpendScope scope, RowRequest asked) throws IOException {
        List<SpendRow> page = store().page(
                        scope,
                        asked.filter(),
                        asked.order(),
                        asked.page().offset(),
                        asked.page().size());
        SpendRowStore.Total total = store().total(scope, asked.filter());
        ObjectNode answer = JsonText.object();
        ArrayNode data = answer.putArray("data");
        page.forEach(row -> data.add(SpendRowView.of(row)));
        asked.page().addTotals(answer, total.rows()).put("total_is_capped", total.capped());
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    private SpendRowStore store() {
        return Office.required(rows);
    }
}
