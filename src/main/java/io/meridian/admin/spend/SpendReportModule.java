package io.meridian.admin.spend;

import io.meridian.admin.office.Office;
import io.meridian.auth.VirtualKeyStore;
import io.meridian.directory.TeamStore;
import io.meridian.spend.Price;
import io.meridian.spend.SpendTotals;
import io.meridian.spend.TokenCount;
import io.meridian.store.Database;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The routes that read what was spent. Immutable. */
public record SpendReportModule(List<Object> resources) {
    public SpendReportModule {
        resources = List.copyOf(resources);
    }

    /**
     * What reports need beside the office.
     *
     * @param prices what calls of a name cost, if anybody knows
     */
    public record Sources(
            SpendTotals totals, Function<String, Optional<Price>> prices, TokenCount tokens, Clock clock) {}

    /** Without an office the routes are there and say what is missing. */
    public static SpendReportModule create(Optional<Office> office, Sources sources) {
        Optional<Database> database = office.map(Office::database);
        Optional<ActivityStore> activity = database.map(ActivityStore::new);
        Optional<SpendRowStore> rows = database.map(SpendRowStore::new);
        Optional<KeySpend> keys = office.map(found -> new KeySpend(
                found, new KeySpendStore(found.database()), new VirtualKeyStore(found.database()), sources.totals()));
        Optional<GlobalSpend> global = activity.map(store -> new GlobalSpend(store, sources.clock()));
        Optional<SpendReset> reset = office.map(
                found -> new SpendReset(found, new VirtualKeyStore(found.database()), new TeamStore(found.database())));
        CallPrice prices = new CallPrice(sources.prices(), sources.tokens());
        DailyActivity daily = new DailyActivity(activity, database.map(TeamStore::new));
        return new SpendReportModule(List.of(
                new SpendLogsResource(rows, new SpendSummary(activity)),
                new SpendResource(activity, keys, prices, sources.clock()),
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
