package io.meridian.admin.spend;

import io.meridian.api.Exchange;
import io.meridian.auth.Permit;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;

/** What teams spent, day by day; members see their own, and administrators of a team all of it. */
@Singleton
@Path("team/daily/activity")
public final class TeamActivityResource {
    private final DailyActivity activity;

    @Inject
    TeamActivityResource(DailyActivity activity) {
        this.activity = activity;
    }

    @GET
    public void page(@Context Exchange exchange, @Context Permit permit) throws IOException {
        activity.answerPage(exchange, DailyActivity.Of.TEAM, asked -> SpendScope.ofTeams(permit, asked));
    }

    @GET
    @Path("aggregated")
    public void aggregated(@Context Exchange exchange, @Context Permit permit) throws IOException {
        activity.answerAggregated(exchange, DailyActivity.Of.TEAM, asked -> SpendScope.ofTeams(permit, asked));
    }
}
