package io.meridian.metric;

import java.util.Set;

/**
 * What an administrator may set about metrics. Immutable.
 *
 * @param maxSeriesPerMetric beyond it counters and histograms collect in one series, gauges are dropped
 * @param maxLabelLength in UTF-16 units
 * @param excludedMetrics names without {@code _total}
 * @param excludedLabels left out of every metric
 * @param streamLabel whether the total of requests tells streams apart
 * @param created whether each series says when it began
 */
public record MetricOptions(
        int maxSeriesPerMetric,
        int maxLabelLength,
        Set<String> excludedMetrics,
        Set<String> excludedLabels,
        boolean streamLabel,
        boolean created) {
    public static final MetricOptions DEFAULT = new MetricOptions(10_000, 256, Set.of(), Set.of(), false, true);

    public MetricOptions {
        if (maxSeriesPerMetric < 1 || maxLabelLength < 1) {
            throw new IllegalArgumentException("bounds of metrics must be positive");
        }
        excludedMetrics = Set.copyOf(excludedMetrics);
        excludedLabels = Set.copyOf(excludedLabels);
    }
}
