package io.meridian.metric;

import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is left of budgets. Safe for use by many threads. */
public final class BudgetMetrics {
    private final Map<Scope, Gauges> gauges = new EnumMap<>(Scope.class);

    /** Whose budget it is. */
    public enum Scope {
        KEY("api_key", "hashed_api_key", "api_key_alias"),
        TEAM("team", "team", "team_alias"),
        USER("user", "user", null),
        ORGANIZATION("org", "org_id", "org_alias"),
        CUSTOMER("customer", "end_user", null);

        private final String name;
        private final String idLabel;
        private final @Nullable String aliasLabel;

        Scope(String name, String idLabel, @Nullable String aliasLabel) {
            this.name = name;
            this.idLabel = idLabel;
            this.aliasLabel = aliasLabel;
        }

        private List<String> labels() {
            return aliasLabel == null ? List.of(idLabel) : List.of(idLabel, aliasLabel);
        }
    }

    /** Who it is: the id, and the alias where the scope has one. Immutable. */
    public record Owner(Scope scope, String id, @Nullable String alias) implements LabelSource {
        @Override
        public @Nullable String value(String label) {
            return label.equals(scope.idLabel) ? id : alias;
        }
    }

    private record Gauges(Series<GaugeDataPoint> remaining, Series<GaugeDataPoint> max, Series<GaugeDataPoint> hours) {}

    BudgetMetrics(SeriesFactory factory) {
        for (Scope scope : Scope.values()) {
            gauges.put(
                    scope,
                    new Gauges(
                            factory.gauge(
                                    "litellm_remaining_" + scope.name + "_budget_metric",
                                    "US dollars left of the budget.",
                                    scope.labels()),
                            factory.gauge(
                                    "litellm_" + scope.name + "_max_budget_metric",
                                    "US dollars the budget allows.",
                                    scope.labels()),
                            factory.gauge(
                                    "litellm_" + scope.name + "_budget_remaining_hours_metric",
                                    "Hours until the budget starts anew.",
                                    scope.labels())));
        }
    }

    /** Publishes a budget; infinite where there is no bound, not a number where it never starts anew. */
    public void set(Owner owner, double remainingUsd, double maxUsd, double hoursLeft) {
        Gauges of = of(owner);
        of.remaining().ifRoom(owner).ifPresent(gauge -> gauge.set(remainingUsd));
        of.max().ifRoom(owner).ifPresent(gauge -> gauge.set(maxUsd));
        of.hours().ifRoom(owner).ifPresent(gauge -> gauge.set(hoursLeft));
    }

    /** The owner or its budget is gone. */
    public void removed(Owner owner) {
        Gauges of = of(owner);
        of.remaining().remove(owner);
        of.max().remove(owner);
        of.hours().remove(owner);
    }

    private Gauges of(Owner owner) {
        Gauges known = gauges.get(owner.scope());
        if (known == null) {
            throw new IllegalStateException("no gauges for " + owner.scope());
        }
        return known;
    }
}
