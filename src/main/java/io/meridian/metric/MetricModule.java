package io.meridian.metric;

import com.codahale.metrics.MetricRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/**
 * The gateway's metrics. What belongs to callers and deployments has labels and methods of its own; anything about
 * the process is registered in {@code process} and shows under {@code meridian_}. Immutable.
 */
public record MetricModule(
        CallMetrics calls,
        DeploymentMetrics deployments,
        BudgetMetrics budgets,
        MetricRegistry process,
        Exposition exposition) {

    public static MetricModule create(MetricOptions options) {
        PrometheusRegistry registry = new PrometheusRegistry();
        SeriesFactory factory = new SeriesFactory(registry, options);
        CallSeries series = CallSeries.create(factory);
        MetricRegistry process = new MetricRegistry();
        JvmMetrics.register(process);
        registry.register(new DropwizardCollector(process));
        return new MetricModule(
                new CallMetrics(series, registry),
                new DeploymentMetrics(factory, series.responses()),
                new BudgetMetrics(factory),
                process,
                new Exposition(registry, options.created()));
    }
}
