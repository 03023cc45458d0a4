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

/** What teams spent, day by day. */
@Singleton
@Path("team/daily/activity")
@Requires(Access.ADMIN)
public final class TeamActivityResource {
    private final DailyActivity activity;

    @Inject
    TeamActivityResource(DailyActivity activity) {
        this.activity = activity;
    }

    @GET
    public void page(@Context Exchange exchange, @Context Caller caller) throws IOException {
        activity.answerPage(exchange, DailyActivity.Of.TEAM, SpendScope.of(caller));
    }

    @GET
    @Path("aggregated")
    public void aggregated(@Context Exchange exchange, @Context Caller caller) throws IOException {
        activity.answerAggregated(exchange, DailyActivity.Of.TEAM, SpendScope.of(caller));
    }
}
