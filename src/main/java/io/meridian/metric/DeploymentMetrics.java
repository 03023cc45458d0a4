package io.meridian.metric;

import static io.meridian.metric.LabelSets.CLIENT;
import static io.meridian.metric.LabelSets.DEPLOYMENT;
import static io.meridian.metric.LabelSets.FAILURE;
import static io.meridian.metric.LabelSets.KEY;
import static io.meridian.metric.LabelSets.TEAM;
import static io.meridian.metric.LabelSets.firstOf;
import static io.meridian.metric.LabelSets.fixed;
import static io.meridian.metric.LabelSets.join;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import java.util.List;

/** What happens to deployments apart from answering well. Safe for use by many threads. */
public final class DeploymentMetrics {
    private static final List<String> FALLBACK =
            join(List.of("requested_model", "fallback_model"), KEY, TEAM, FAILURE, List.of("model_id"));

    private final Series<GaugeDataPoint> state;
    private final Series<CounterDataPoint> coolings;
    private final CallSeries.Responses responses;
    private final Series<CounterDataPoint> failures;
    private final Series<CounterDataPoint> goodFallbacks;
    private final Series<CounterDataPoint> badFallbacks;
    private final Series<CounterDataPoint> zeroCost;

    /** How well a deployment is, in the numbers of the contract. */
    public enum State {
        HEALTHY(0),
        PARTIAL(1),
        OUT(2);

        private final int value;

        State(int value) {
            this.value = value;
        }
    }

    /** Why a call that a model answered cost nothing. */
    public enum NoCost {
        MISSING_PRICING_KEY("missing_pricing_key"),
        PRICING_NOT_APPLIED("pricing_not_applied"),
        COST_CALCULATION_ERROR("cost_calculation_error");

        private final String label;

        NoCost(String label) {
            this.label = label;
        }
    }

    DeploymentMetrics(SeriesFactory factory, CallSeries.Responses responses) {
        this.responses = responses;
        state = factory.gauge(
                "litellm_deployment_state", "0 if a deployment is well, 1 if partly, 2 if it is out.", DEPLOYMENT);
        coolings = factory.counter(
                "litellm_deployment_cooled_down",
                "Times a deployment was left alone for a while.",
                join(DEPLOYMENT, List.of("exception_status")));
        failures = factory.counter(
                "litellm_deployment_failure_responses",
                "Calls a deployment failed.",
                join(List.of("requested_model"), DEPLOYMENT, KEY, TEAM, CLIENT, FAILURE));
        goodFallbacks =
                factory.counter("litellm_deployment_successful_fallbacks", "Fallbacks that answered.", FALLBACK);
        badFallbacks = factory.counter("litellm_deployment_failed_fallbacks", "Fallbacks that failed too.", FALLBACK);
        zeroCost = factory.counter(
                "litellm_zero_cost_requests_total",
                "Answered requests without a cost.",
                List.of("requested_model", "model", "model_id", "api_provider", "reason"));
    }

    public void state(DeploymentLabels deployment, State now) {
        state.ifRoom(deployment).ifPresent(gauge -> gauge.set(now.value));
    }

    /** The deployment is no longer configured. */
    public void removed(DeploymentLabels deployment) {
        state.remove(deployment);
    }

    public void cooledDown(DeploymentLabels deployment, int status) {
        coolings.of(firstOf(deployment, fixed("exception_status", Integer.toString(status))))
                .inc();
    }

    /** One attempt that failed, whether or not another one followed. */
    public void failed(CallerLabels caller, DeploymentLabels deployment, CallOutcome outcome) {
        LabelSource labels = firstOf(caller, deployment, outcome);
        responses.all().of(labels).inc();
        failures.of(labels).inc();
    }

    /** A fallback from what the outcome says went wrong. */
    public void fellBack(
            CallerLabels caller, DeploymentLabels deployment, CallOutcome cause, String fallback, boolean answered) {
        LabelSource labels = firstOf(caller, deployment, cause, fixed("fallback_model", fallback));
        (answered ? goodFallbacks : badFallbacks).of(labels).inc();
    }

    public void costNothing(DeploymentLabels deployment, NoCost reason) {
        zeroCost.of(firstOf(deployment, fixed("reason", reason.label))).inc();
    }
}
