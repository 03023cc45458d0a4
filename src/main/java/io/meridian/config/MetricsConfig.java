package io.meridian.config;

import java.util.List;
import java.util.Optional;

/** Who may read the metrics and which labels they carry. Immutable. */
public record MetricsConfig(
        boolean requireAuth,
        boolean trackEndUsers,
        Optional<Integer> maxSeriesPerMetric,
        boolean streamLabel,
        List<String> metadataLabels) {
    public MetricsConfig {
        metadataLabels = List.copyOf(metadataLabels);
    }
}
