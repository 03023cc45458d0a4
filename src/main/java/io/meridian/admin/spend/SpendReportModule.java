package io.meridian.admin.spend;

import io.meridian.auth.KeyCache;
import io.meridian.auth.VirtualKeyStore;
import io.meridian.spend.Price;
import io.meridian.spend.SpendTotals;
import io.meridian.spend.TokenCount;
import io.meridian.store.Database;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The routes that read what was spent. Immutable. */
public record SpendReportModule(List<Object> resources) {
    public SpendReportModule {
        resources = List.copyOf(resources);
    }

    /**
     * What reports need beside the database.
     *
     * @param prices what calls of a name cost, if anybody knows
     */
    public record Sources(SpendTotals totals, Function<String, Optional<Price>> prices, TokenCount tokens) {}

    /** Without a database the routes are there and say what is missing. */
    public static SpendReportModule create(
            Optional<Database> database, Optional<KeyCache> cache, Sources sources, Clock clock, ZoneId zone) {
        Optional<ActivityStore> activity = database.map(ActivityStore::new);
        Optional<SpendRowStore> rows = database.map(SpendRowStore::new);
        Optional<KeySpend> keys = database.map(found ->
                new KeySpend(new KeySpendStore(found), new VirtualKeyStore(found), sources.totals(), clock, zone));
        Optional<GlobalSpend> global = activity.map(store -> new GlobalSpend(store, clock));
        Optional<SpendReset> reset = database.flatMap(
                found -> cache.map(known -> new SpendReset(found, new VirtualKeyStore(found), known, clock)));
        CallPrice prices = new CallPrice(sources.prices(), sources.tokens());
        DailyActivity daily = new DailyActivity(activity);
        return new SpendReportModule(List.of(
                new SpendLogsResource(rows, new SpendSummary(activity)),
                new SpendResource(activity, keys, prices, clock),
                new CostResource(prices),
                new GlobalSpendResource(global, reset),
                new GlobalActivityResource(activity, database.map(FailureStore::new)),
                new GlobalResource(global),
                new ProviderBudgetsResource(),
                new UserActivityResource(daily),
                new TeamActivityResource(daily),
                new OrganizationActivityResource(daily),
                new CustomerActivityResource(daily),
                new EndUserActivityResource(daily),
                new TagActivityResource(daily)));
    }
}
