package io.meridian.admin.spend;

import io.meridian.api.Exchange;
import io.meridian.auth.Permit;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;

/** What organizations spent, day by day. */
@Singleton
@Path("organization/daily/activity")
public final class OrganizationActivityResource {
    private final DailyActivity activity;

    @Inject
    OrganizationActivityResource(DailyActivity activity) {
        this.activity = activity;
    }

    @GET
    public void page(@Context Exchange exchange, @Context Permit permit) throws IOException {
        activity.answerPage(
                exchange, DailyActivity.Of.ORGANIZATION, asked -> SpendScope.ofOrganizations(permit, asked));
    }

    @GET
    @Path("aggregated")
    public void aggregated(@Context Exchange exchange, @Context Permit permit) throws IOException {
        activity.answerAggregated(
                exchange, DailyActivity.Of.ORGANIZATION, asked -> SpendScope.ofOrganizations(permit, asked));
    }
}
