package io.meridian.metric;

import java.util.Set;

/**
 * What an administrator may set about metrics. Immutable.
 *
 * @param excludedMetrics names without {@code _total}
 * @param excludedLabels left out of every metric
 * @param streamLabel whether the total of requests tells streams apart
 * @param created whether each series says when it began
 */
public record MetricOptions(
        Bounds bounds, Set<String> excludedMetrics, Set<String> excludedLabels, boolean streamLabel, boolean created) {
    public static final MetricOptions DEFAULT = new MetricOptions(Bounds.DEFAULT, Set.of(), Set.of(), false, true);

    public MetricOptions {
        excludedMetrics = Set.copyOf(excludedMetrics);
        excludedLabels = Set.copyOf(excludedLabels);
    }

    /**
     * How large the page may grow: beyond a bound counters and histograms collect in one series, gauges are dropped.
     * A histogram has twenty lines a series on the page and takes 2 KB, so its bound is a smaller one.
     *
     * @param labelLength in UTF-16 units
     */
    public record Bounds(int seriesPerMetric, int seriesPerHistogram, int labelLength) {
        public static final Bounds DEFAULT = new Bounds(10_000, 2_000, 256);

        public Bounds {
            if (seriesPerMetric < 1 || seriesPerHistogram < 1 || labelLength < 1) {
                throw new IllegalArgumentException("bounds of metrics must be positive");
            }
        }
    }
}
