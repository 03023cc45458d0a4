package io.meridian.admin.spend;

import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.base.JsonText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.Optional;

/** What lies directly below {@code /global}. */
@Singleton
@Path("global")
public final class GlobalResource {
    private final Optional<GlobalSpend> spend;

    @Inject
    GlobalResource(Optional<GlobalSpend> spend) {
        this.spend = spend;
    }

    /** Every end user that calls named. */
    @GET
    @Path("all_end_users")
    public void endUsers(@Context Exchange exchange) throws IOException {
        exchange.answerJson(200, JsonText.bytes(Office.required(spend).endUserNames()));
    }

    @POST
    @Path("predict/spend/logs")
    public void predict(@Context Exchange exchange) throws IOException {
        exchange.answerJson(
                501,
                JsonText.bytes(JsonText.object()
                        .put(
                                "detail",
                                "Spend is not forecast. /global/spend/logs has the days a forecast would be made"
                                        + " from.")));
    }
}
