package io.meridian.observe;

import io.meridian.metric.Exposition;
import java.util.List;

/** The routes by which this instance is watched; there in every role. Immutable. */
public record ObserveModule(List<Object> resources) {
    /** {@code publicDetails}: whether the readiness answer tells everybody what its details tell with a key. */
    public static ObserveModule create(
            String version, Readiness readiness, Exposition exposition, boolean publicDetails) {
        return new ObserveModule(List.of(
                new IndexResource(version),
                new HealthResource(readiness, publicDetails),
                new MetricsResource(exposition)));
    }
}
