package io.meridian.admin.spend;

import io.meridian.admin.form.Form;
import io.meridian.api.Exchange;
import io.meridian.base.JsonText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;

/** What calls would cost. */
@Singleton
@Path("cost")
public final class CostResource {
    private final CallPrice prices;

    @Inject
    CostResource(CallPrice prices) {
        this.prices = prices;
    }

    @POST
    @Path("estimate")
    public void estimate(@Context Exchange exchange) throws IOException {
        exchange.answerJson(200, JsonText.bytes(prices.estimate(Form.of(exchange.body()))));
    }
}
