package io.meridian.observe;

import io.meridian.metric.Exposition;
import java.util.List;

/** The routes by which this instance is watched; there in every role. Immutable. */
public record ObserveModule(List<Object> resources) {
    /** What anybody may see without a key: the metrics, and in the readiness answer the details. */
    public record Openness(boolean metrics, boolean details) {
        public static final Openness NONE = new Openness(false, false);
    }

    public static ObserveModule create(String version, Readiness readiness, Exposition exposition, Openness open) {
        return new ObserveModule(List.of(
                new IndexResource(version),
                new HealthResource(readiness, open.details()),
                open.metrics() ? new PublicMetricsResource(exposition) : new MetricsResource(exposition)));
    }
}
