package io.meridian.metric;

import io.prometheus.metrics.core.datapoints.DataPoint;
import io.prometheus.metrics.core.metrics.StatefulMetric;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The labelled series of one metric, at most so many of them. Safe for use by many threads. */
final class Series<D extends DataPoint> {
    private static final String OVERFLOW = "other";

    private final StatefulMetric<D, ?> metric;
    private final List<String> labels;
    private final int maxSeries;
    private final int maxLabelLength;
    private final Map<List<String>, D> bound = new ConcurrentHashMap<>();

    Series(StatefulMetric<D, ?> metric, List<String> labels, int maxSeries, int maxLabelLength) {
        this.metric = metric;
        this.labels = labels;
        this.maxSeries = maxSeries;
        this.maxLabelLength = maxLabelLength;
    }

    /** The series with these labels; beyond the bound the one that collects all others. */
    D of(LabelSource source) {
        return ifRoom(source).orElseGet(() -> metric.labelValues(overflow()));
    }

    /** The same, but empty beyond the bound: a gauge of all others would mean nothing. */
    Optional<D> ifRoom(LabelSource source) {
        List<String> values = values(source);
        D known = bound.get(values);
        if (known != null) {
            return Optional.of(known);
        }
        // racing threads may pass together: a handful of series too many does no harm
        if (bound.size() >= maxSeries) {
            return Optional.empty();
        }
        return Optional.of(bound.computeIfAbsent(values, key -> metric.labelValues(key.toArray(String[]::new))));
    }

    /** Forgets the series of something that no longer exists. */
    void remove(LabelSource source) {
        List<String> values = values(source);
        bound.remove(values);
        metric.remove(values.toArray(String[]::new));
    }

    private List<String> values(LabelSource source) {
        List<String> values = new ArrayList<>(labels.size());
        for (String label : labels) {
            values.add(LabelText.clean(source.value(label), maxLabelLength));
        }
        return values;
    }

    private String[] overflow() {
        return Collections.nCopies(labels.size(), OVERFLOW).toArray(String[]::new);
    }
}
