package io.meridian.admin.spend;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.Query;
import io.meridian.admin.office.Office;
import io.meridian.admin.spend.Activity.Part;
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
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Who and what spent most, and what a call would cost. */
@Singleton
@Path("spend")
public final class SpendResource {
    private static final int MOST = 1_000;
    private static final int STANDARD = 100;

    private final Optional<ActivityStore> store;
    private final Optional<KeySpend> keys;
    private final CallPrice prices;
    private final Clock clock;

    @Inject
    SpendResource(Optional<ActivityStore> store, Optional<KeySpend> keys, CallPrice prices, Clock clock) {
        this.store = store;
        this.keys = keys;
        this.prices = prices;
        this.clock = clock;
    }

    /** Keys by what they have spent in the period that runs now. */
    @GET
    @Path("keys")
    public void keys(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Query query = Query.of(exchange);
        int limit = query.integer("limit", STANDARD, 1, MOST);
        query.check();
        KeySpend spend = Office.required(keys);
        exchange.answerJson(200, JsonText.bytes(spend.top(SpendScope.of(permit), limit)));
    }

    /** Users by what they spent in the last thirty days. */
    @GET
    @Path("users")
    public void users(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Query query = Query.of(exchange);
        Optional<String> user = query.text("user_id");
        int limit = query.integer("limit", STANDARD, 1, MOST);
        query.check();
        Activity activity = Activity.of(Activity.Source.CALLS, SpendScope.of(permit), Span.month(clock))
                .only(Part.USER, user)
                .without(Part.USER, List.of(""));
        ArrayNode answer = JsonText.array();
        for (ActivityStore.Group group : store().sums(activity, List.of(Part.USER), ActivityStore.Rank.SPEND, limit)) {
            answer.addObject()
                    .put("user_id", group.name(0))
                    .set("spend", JsonText.number(group.sums().spend().toDecimal()));
        }
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    /** Tags by what the calls that carry them cost. */
    @GET
    @Path("tags")
    public void tags(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Query query = Query.of(exchange);
        Activity activity = Activity.of(Activity.Source.TAGS, SpendScope.of(permit), Span.daysOrMonth(query, clock));
        ArrayNode answer = JsonText.array();
        for (ActivityStore.Group group : store().sums(activity, List.of(Part.TAG), ActivityStore.Rank.SPEND, MOST)) {
            answer.addObject()
                    .put("individual_request_tag", group.name(0))
                    .put("log_count", group.sums().requests())
                    .set("total_spend", JsonText.number(group.sums().spend().toDecimal()));
        }
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    /** What a call costs: one that is to be made, or one whose answer is there. */
    @POST
    @Path("calculate")
    public void calculate(@Context Exchange exchange) throws IOException {
        ObjectNode answer = JsonText.object();
        answer.set("cost", JsonText.number(prices.of(Form.of(exchange.body())).toDecimal()));
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    private ActivityStore store() {
        return Office.required(store);
    }
}
