package io.meridian.admin.spend;

import io.meridian.api.Exchange;
import io.meridian.base.JsonText;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;

/** Budgets of providers: none, since a configuration that sets one stops the start. */
@Singleton
@Path("provider/budgets")
public final class ProviderBudgetsResource {
    @GET
    public void budgets(@Context Exchange exchange) throws IOException {
        exchange.answerJson(200, JsonText.bytes(JsonText.object().set("providers", JsonText.object())));
    }
}
