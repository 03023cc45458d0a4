package io.meridian.admin.spend;

import io.meridian.api.Exchange;
import io.meridian.auth.Permit;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;

/** What calls with tags cost, day by day. */
@Singleton
@Path("tag/daily/activity")
public final class TagActivityResource {
    private final DailyActivity activity;

    @Inject
    TagActivityResource(DailyActivity activity) {
        this.activity = activity;
    }

    @GET
    public void page(@Context Exchange exchange, @Context Permit permit) throws IOException {
        activity.answerPage(exchange, DailyActivity.Of.TAG, _ -> SpendScope.of(permit));
    }

    @GET
    @Path("aggregated")
    public void aggregated(@Context Exchange exchange, @Context Permit permit) throws IOException {
        activity.answerAggregated(exchange, DailyActivity.Of.TAG, _ -> SpendScope.of(permit));
    }
}
