package io.meridian.admin.spend;

import io.meridian.api.Exchange;
import io.meridian.auth.Permit;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.List;

/** What users spent, day by day; everybody else than an administrator sees their own. */
@Singleton
@Path("user/daily/activity")
public final class UserActivityResource {
    private final DailyActivity activity;

    @Inject
    UserActivityResource(DailyActivity activity) {
        this.activity = activity;
    }

    @GET
    public void page(@Context Exchange exchange, @Context Permit permit) throws IOException {
        activity.answerPage(exchange, DailyActivity.Of.USER, asked -> ofUser(permit, asked));
    }

    @GET
    @Path("aggregated")
    public void aggregated(@Context Exchange exchange, @Context Permit permit) throws IOException {
        activity.answerAggregated(exchange, DailyActivity.Of.USER, asked -> ofUser(permit, asked));
    }

    private static SpendScope ofUser(Permit permit, List<String> asked) {
        SpendScope own = SpendScope.of(permit);
        own.requireUser(asked.stream().findFirst());
        return own;
    }
}
