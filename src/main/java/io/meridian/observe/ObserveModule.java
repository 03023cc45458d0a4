package io.meridian.observe;

import io.meridian.metric.Exposition;
import java.util.List;

/** The routes by which this instance is watched; there in every role. Immutable. */
public record ObserveModule(List<Object> resources) {
    public static ObserveModule create(
            String version, Readiness readiness, Exposition exposition, boolean publicMetrics) {
        return new ObserveModule(List.of(
                new IndexResource(version),
                new HealthResource(readiness),
                publicMetrics ? new PublicMetricsResource(exposition) : new MetricsResource(exposition)));
    }
}
