package io.meridian.metric;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import java.util.List;

/** How one of the stores the gateway leans on does. Safe for use by many threads. */
public final class ServiceMetrics {
    private final LabelSource service;
    private final DistributionDataPoint latency;
    private final CounterDataPoint requests;
    private final Series<CounterDataPoint> failures;

    ServiceMetrics(SeriesFactory factory, String service) {
        // the contract has the service in the name and once more as a label called after it
        List<String> labels = List.of(service);
        this.service = LabelSets.fixed(service, service);
        latency = factory.latency("litellm_" + service + "_latency", "Seconds a request to the service took.", labels)
                .of(this.service);
        requests = factory.counter("litellm_" + service + "_total_requests_total", "Requests to the service.", labels)
                .of(this.service);
        failures = factory.counter(
                "litellm_" + service + "_failed_requests_total",
                "Requests to the service that failed.",
                List.of(service, "error_class", "function_name"));
    }

    public void succeeded(long nanos) {
        requests.inc();
        latency.observe(nanos / 1e9);
    }

    public void failed(Throwable cause, String function) {
        requests.inc();
        failures.of(LabelSets.firstOf(
                        service,
                        LabelSets.fixed("error_class", cause.getClass().getSimpleName()),
                        LabelSets.fixed("function_name", function)))
                .inc();
    }
}
