package io.meridian.server;

import io.meridian.admin.spend.SpendReportModule;
import io.meridian.llm.LlmModule;
import io.meridian.routing.Deployment;
import io.meridian.routing.Plan;
import io.meridian.routing.Router;
import io.meridian.spend.Price;
import io.meridian.spend.SpendModule;
import java.time.Clock;
import java.util.Optional;

/** What a model costs by the name a client would call it by, or by its name in the price list. Thread-safe. */
record ModelPrices(Router router, LlmModule.Prices prices) {
    SpendReportModule.Sources reports(SpendModule spend, Clock clock) {
        return new SpendReportModule.Sources(spend.totals(), this::of, prices.tokens(), clock);
    }

    private Optional<Price> of(String name) {
        return router.plan(name, null).map(Plan::deployment).flatMap(this::of).or(() -> listed(name));
    }

    private Optional<Price> of(Deployment deployment) {
        return prices.book()
                .find(deployment.providerName(), deployment.model(), deployment.baseModel(), deployment.prices());
    }

    private Optional<Price> listed(String name) {
        int slash = name.indexOf('/');
        String provider = slash < 0 ? "" : name.substring(0, slash);
        return prices.book().find(provider, name.substring(slash + 1), Optional.of(name));
    }
}
