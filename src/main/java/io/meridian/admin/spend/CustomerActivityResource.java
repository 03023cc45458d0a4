package io.meridian.admin.spend;

import io.meridian.api.Exchange;
import io.meridian.auth.Caller;
import io.meridian.auth.Requires;
import io.meridian.auth.Requires.Access;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;

/** What was spent on customers, day by day. */
@Singleton
@Path("customer/daily/activity")
@Requires(Access.ADMIN)
public final class CustomerActivityResource {
    private final DailyActivity activity;

    @Inject
    CustomerActivityResource(DailyActivity activity) {
        this.activity = activity;
    }

    @GET
    public void page(@Context Exchange exchange, @Context Caller caller) throws IOException {
        activity.answerPage(exchange, DailyActivity.Of.END_USER, SpendScope.of(caller));
    }

    @GET
    @Path("aggregated")
    public void aggregated(@Context Exchange exchange, @Context Caller caller) throws IOException {
        activity.answerAggregated(exchange, DailyActivity.Of.END_USER, SpendScope.of(caller));
    }
}
