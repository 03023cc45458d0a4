package io.meridian.admin.spend;

import io.meridian.api.Exchange;
import io.meridian.auth.Permit;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;

/** What was spent on customers, under the other name they have on the wire. */
@Singleton
@Path("end_user/daily/activity")
public final class EndUserActivityResource {
    private final DailyActivity activity;

    @Inject
    EndUserActivityResource(DailyActivity activity) {
        this.activity = activity;
    }

    @GET
    public void page(@Context Exchange exchange, @Context Permit permit) throws IOException {
        activity.answerPage(exchange, DailyActivity.Of.END_USER, _ -> SpendScope.of(permit));
    }

    @GET
    @Path("aggregated")
    public void aggregated(@Context Exchange exchange, @Context Permit permit) throws IOException {
        activity.answerAggregated(exchange, DailyActivity.Of.END_USER, _ -> SpendScope.of(permit));
    }
}
