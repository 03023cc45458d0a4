package io.meridian.metric;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.StatefulMetric;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;

/** Makes metrics as the options have them and puts them on the page. */
final class SeriesFactory {
    private static final double[] LATENCY_SECONDS = {
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 420, 600
    };

    private final PrometheusRegistry registry;
    private final MetricOptions options;

    SeriesFactory(PrometheusRegistry registry, MetricOptions options) {
        this.registry = registry;
        this.options = options;
    }

    MetricOptions options() {
        return options;
    }

    Series<CounterDataPoint> counter(String name, String help, List<String> labels) {
        List<String> kept = kept(labels);
        Counter counter = Counter.builder()
                .name(name)
                .help(help)
                .labelNames(kept.toArray(String[]::new))
                .withoutExemplars()
                .build();
        return shown(name, counter, plain(counter, kept));
    }

    Series<DistributionDataPoint> latency(String name, String help, List<String> labels) {
        List<String> kept = kept(labels);
        Histogram histogram = Histogram.builder()
                .name(name)
                .help(help)
                .labelNames(kept.toArray(String[]::new))
                .classicOnly()
                .classicUpperBounds(LATENCY_SECONDS)
                .withoutExemplars()
                .build();
        int length = options.bounds().labelLength();
        Series<DistributionDataPoint> series =
                new Series<>(histogram, kept, options.bounds().seriesPerHistogram(), length);
        return shown(name, histogram, series);
    }

    Series<GaugeDataPoint> gauge(String name, String help, List<String> labels) {
        List<String> kept = kept(labels);
        Gauge gauge = Gauge.builder()
                .name(name)
                .help(help)
                .labelNames(kept.toArray(String[]::new))
                .withoutExemplars()
                .build();
        return shown(name, gauge, plain(gauge, kept));
    }

    private <D extends DataPoint> Series<D> plain(StatefulMetric<D, ?> metric, List<String> labels) {
        MetricOptions.Bounds bounds = options.bounds();
        return new Series<>(metric, labels, bounds.seriesPerMetric(), bounds.labelLength());
    }

    /** An excluded metric counts as before, but nobody sees it. */
    private <S> S shown(String name, Collector metric, S series) {
        if (!options.excludedMetrics().contains(name)) {
            registry.register(metric);
        }
        return series;
    }

    private List<String> kept(List<String> labels) {
        return labels.stream()
                .filter(label -> !options.excludedLabels().contains(label))
                .toList();
    }
}
