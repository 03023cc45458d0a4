package io.meridian.metric;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests: one call when one begins and one when it ends. Safe for use by many threads, without locks. */
public final class CallMetrics {
    /** Callers times deployments times outcomes seen lately; a stranger's user agents must not fill the memory. */
    private static final int REMEMBERED = 8192;

    private final CallSeries series;
    private final LongAdder inFlight = new LongAdder();
    private final Map<CallKey, CallCounters> counters = new ConcurrentHashMap<>();

    /** What decides which series a request counts in. */
    record CallKey(CallerLabels caller, DeploymentLabels deployment, CallOutcome outcome) {}

    CallMetrics(CallSeries series, PrometheusRegistry registry) {
        this.series = series;
        GaugeWithCallback.builder()
                .name("litellm_in_flight_requests")
                .help("Requests being served now.")
                .callback(callback -> callback.call((double) inFlight.sum()))
                .register(registry);
    }

    /** A request was admitted to this process. */
    public void started() {
        inFlight.increment();
    }

    /** The same request has left it, whatever became of it. */
    public void ended() {
        inFlight.decrement();
    }

    /** Books a finished request, served or refused. */
    public void record(CallFacts facts) {
        CallKey key = new CallKey(facts.caller(), facts.deployment(), facts.outcome());
        CallCounters bound = counters.get(key);
        if (bound == null) {
            bound = remember(key);
        }
        bound.record(facts);
    }

    private CallCounters remember(CallKey key) {
        // starting over is cheap, for the series themselves are kept; finding the oldest would cost every request
        if (counters.size() >= REMEMBERED) {
            counters.clear();
        }
        return counters.computeIfAbsent(key, k -> new CallCounters(series, k));
    }
}
