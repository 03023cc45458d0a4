package io.meridian.metric;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import org.jspecify.annotations.Nullable;

/** The series one kind of request counts in, looked up once. Safe for use by many threads. */
final class CallCounters {
    private static final double NANOS = 1e9;

    private final boolean failed;
    private final Point<CounterDataPoint> requests;
    private final Point<CounterDataPoint> failures;
    private final Point<CounterDataPoint> served;
    private final Point<CounterDataPoint> spend;
    private final TokenPoints tokens;
    private final LatencyPoints latencies;
    private final Point<CounterDataPoint> responses;
    private final Point<CounterDataPoint> successes;

    /** A series that comes into being when something is counted in it, and not before. */
    private static final class Point<D extends DataPoint> {
        private final Series<D> series;
        private final LabelSource labels;
        // a race binds twice to the same series
        private volatile @Nullable D bound;

        Point(Series<D> series, LabelSource labels) {
            this.series = series;
            this.labels = labels;
        }

        D get() {
            D point = bound;
            if (point == null) {
                point = series.of(labels);
                bound = point;
            }
            return point;
        }
    }

    private record TokenPoints(
            Point<CounterDataPoint> total,
            Point<CounterDataPoint> input,
            Point<CounterDataPoint> output,
            Point<CounterDataPoint> cachedInput,
            Point<CounterDataPoint> cacheCreationInput,
            Point<CounterDataPoint> audioInput,
            Point<CounterDataPoint> reasoningOutput,
            Point<CounterDataPoint> audioOutput) {}

    private record LatencyPoints(
            Point<DistributionDataPoint> total,
            Point<DistributionDataPoint> upstream,
            Point<DistributionDataPoint> firstToken,
            Point<DistributionDataPoint> queue,
            Point<DistributionDataPoint> overhead,
            Point<DistributionDataPoint> perOutputToken) {}

    CallCounters(CallSeries series, CallMetrics.CallKey key) {
        LabelSource labels = LabelSets.firstOf(key.caller(), key.deployment(), key.outcome());
        this.failed = key.outcome().failed();
        this.requests = new Point<>(series.requests().all(), labels);
        this.failures = new Point<>(series.requests().failed(), labels);
        this.served = new Point<>(series.requests().served(), labels);
        this.spend = new Point<>(series.requests().spend(), labels);
        this.tokens = tokens(series.tokens(), labels);
        this.latencies = latencies(series.latencies(), labels);
        this.responses = new Point<>(series.responses().all(), labels);
        this.successes = new Point<>(series.responses().success(), labels);
    }

    private static TokenPoints tokens(CallSeries.Tokens series, LabelSource labels) {
        return new TokenPoints(
                new Point<>(series.total(), labels),
                new Point<>(series.input(), labels),
                new Point<>(series.output(), labels),
                new Point<>(series.cachedInput(), labels),
                new Point<>(series.cacheCreationInput(), labels),
                new Point<>(series.audioInput(), labels),
                new Point<>(series.reasoningOutput(), labels),
                new Point<>(series.audioOutput(), labels));
    }

    private static LatencyPoints latencies(CallSeries.Latencies series, LabelSource labels) {
        return new LatencyPoints(
                new Point<>(series.total(), labels),
                new Point<>(series.upstream(), labels),
                new Point<>(series.firstToken(), labels),
                new Point<>(series.queue(), labels),
                new Point<>(series.overhead(), labels),
                new Point<>(series.perOutputToken(), labels));
    }

    void record(CallFacts facts) {
        requests.get().inc();
        if (facts.spendUsd() > 0 && Double.isFinite(facts.spendUsd())) {
            spend.get().inc(facts.spendUsd());
        }
        count(facts.tokens());
        if (failed) {
            failures.get().inc();
        } else {
            served.get().inc();
            responses.get().inc();
            successes.get().inc();
            observe(facts);
        }
    }

    private void count(CallFacts.Tokens counted) {
        add(tokens.total, counted.input() + counted.output());
        add(tokens.input, counted.input());
        add(tokens.output, counted.output());
        add(tokens.cachedInput, counted.cachedInput());
        add(tokens.cacheCreationInput, counted.cacheCreationInput());
        add(tokens.audioInput, counted.audioInput());
        add(tokens.reasoningOutput, counted.reasoningOutput());
        add(tokens.audioOutput, counted.audioOutput());
    }

    private void observe(CallFacts facts) {
        CallFacts.Timings timings = facts.timings();
        observe(latencies.total, timings.totalNanos());
        observe(latencies.upstream, timings.upstreamNanos());
        observe(latencies.queue, timings.queueNanos());
        observe(latencies.overhead, timings.overheadNanos());
        if (facts.outcome().stream()) {
            observe(latencies.firstToken, timings.firstTokenNanos());
        }
        if (facts.tokens().output() > 0 && timings.upstreamNanos() >= 0) {
            double seconds = timings.upstreamNanos() / NANOS;
            latencies.perOutputToken.get().observe(seconds / facts.tokens().output());
        }
    }

    private static void add(Point<CounterDataPoint> point, long amount) {
        if (amount > 0) {
            point.get().inc(amount);
        }
    }

    private static void observe(Point<DistributionDataPoint> point, long nanos) {
        if (nanos >= 0) {
            point.get().observe(nanos / NANOS);
        }
    }
}
