package io.meridian.metric;

import com.codahale.metrics.Counting;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Meter;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Sampling;
import com.codahale.metrics.Snapshot;
import com.codahale.metrics.Timer;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Shows a Dropwizard registry on the Prometheus page. Safe for use by many threads. */
final class DropwizardCollector implements MultiCollector {
    private static final String PREFIX = "meridian_";
    private static final int LONGEST_HELP = 256;
    private static final double NANOS = 1e9;
    private static final Pattern HUMP = Pattern.compile("([a-z0-9])([A-Z])");
    private static final Pattern FOREIGN = Pattern.compile("[^a-z0-9]+");

    /** Endings the formats give themselves. */
    private static final List<String> RESERVED = List.of("_total", "_created", "_bucket", "_info", "_");

    /** Under which the samples of a summary would meet a metric of that name. */
    private static final List<String> SAMPLES = List.of("_count", "_sum");

    private final MetricRegistry registry;

    DropwizardCollector(MetricRegistry registry) {
        this.registry = registry;
    }

    @Override
    public MetricSnapshots collect() {
        List<MetricSnapshot> page = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        registry.getMetrics().forEach((name, metric) -> {
            MetricSnapshot shown = show(name(name, metric), LabelText.clean(name, LONGEST_HELP), metric);
            // two names may become one, and a page with both would be refused as a whole
            if (shown != null && taken.add(stem(shown.getMetadata().getPrometheusName(), SAMPLES))) {
                page.add(shown);
            }
        });
        return new MetricSnapshots(page);
    }

    private static @Nullable MetricSnapshot show(String name, String help, Metric metric) {
        return switch (metric) {
            case Meter meter -> counter(name, help, meter);
            // a Dropwizard counter may go down; ours count events and never do, and those that go both ways are gauges
            case com.codahale.metrics.Counter counter -> counter(name, help, counter);
            case Timer timer -> summary(name, help, timer, NANOS);
            case com.codahale.metrics.Histogram histogram -> summary(name, help, histogram, 1);
            case Gauge<?> gauge -> {
                Double value = number(gauge);
                yield value == null ? null : gauge(name, help, value);
            }
            default -> null;
        };
    }

    private static <M extends Sampling & Counting> SummarySnapshot summary(
            String name, String help, M metric, double unit) {
        Snapshot sample = metric.getSnapshot();
        return SummarySnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(SummaryDataPointSnapshot.builder()
                        .count(metric.getCount())
                        .quantiles(Quantiles.of(
                                new Quantile(0.5, sample.getMedian() / unit),
                                new Quantile(0.95, sample.get95thPercentile() / unit),
                                new Quantile(0.99, sample.get99thPercentile() / unit)))
                        .build())
                .build();
    }

    private static CounterSnapshot counter(String name, String help, Counting events) {
        return CounterSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(CounterDataPointSnapshot.builder()
                        .value((double) events.getCount())
                        .build())
                .build();
    }

    private static GaugeSnapshot gauge(String name, String help, double value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
                .build();
    }

    /** A gauge that fails or is no number is left out; the page has to come. */
    private static @Nullable Double number(Gauge<?> gauge) {
        try {
            return switch (gauge.getValue()) {
                case Number number -> number.doubleValue();
                case Boolean yes -> yes ? 1.0 : 0.0;
                case null, default -> null;
            };
        } catch (RuntimeException e) {
            return null;
        }
    }

    private static String name(String raw, Metric metric) {
        String snake = HUMP.matcher(raw).replaceAll("$1_$2").toLowerCase(Locale.ROOT);
        String name = stem(PREFIX + FOREIGN.matcher(snake).replaceAll("_"), RESERVED);
        return metric instanceof Timer ? name + "_seconds" : name;
    }

    private static String stem(String name, List<String> endings) {
        for (String ending : endings) {
            if (name.endsWith(ending)) {
                return stem(name.substring(0, name.length() - ending.length()), endings);
            }
        }
        return name;
    }
}
