package io.meridian.metric;

import static io.meridian.metric.LabelSets.CALLER;
import static io.meridian.metric.LabelSets.CLIENT;
import static io.meridian.metric.LabelSets.DEPLOYMENT;
import static io.meridian.metric.LabelSets.FAILURE;
import static io.meridian.metric.LabelSets.KEY;
import static io.meridian.metric.LabelSets.TEAM;
import static io.meridian.metric.LabelSets.join;
import static io.meridian.metric.LabelSets.when;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import java.util.List;

/** The metrics of requests with the names and labels of the contract. */
record CallSeries(Requests requests, Tokens tokens, Latencies latencies, Responses responses) {
    private static final List<String> MODEL = List.of("requested_model", "model", "model_id", "api_provider");
    private static final List<String> TIER = List.of("service_tier");
    private static final List<String> EMAIL = List.of("user_email");

    /** How many there were and what they cost. */
    record Requests(
            Series<CounterDataPoint> all,
            Series<CounterDataPoint> failed,
            Series<CounterDataPoint> served,
            Series<CounterDataPoint> spend) {}

    /** Tokens by kind. */
    record Tokens(
            Series<CounterDataPoint> total,
            Series<CounterDataPoint> input,
            Series<CounterDataPoint> output,
            Series<CounterDataPoint> cachedInput,
            Series<CounterDataPoint> cacheCreationInput,
            Series<CounterDataPoint> audioInput,
            Series<CounterDataPoint> reasoningOutput,
            Series<CounterDataPoint> audioOutput) {}

    /** Where the time went. */
    record Latencies(
            Series<DistributionDataPoint> total,
            Series<DistributionDataPoint> upstream,
            Series<DistributionDataPoint> firstToken,
            Series<DistributionDataPoint> queue,
            Series<DistributionDataPoint> overhead,
            Series<DistributionDataPoint> perOutputToken) {}

    /** What deployments did with them. */
    record Responses(Series<CounterDataPoint> all, Series<CounterDataPoint> success) {}

    static CallSeries create(SeriesFactory factory) {
        return new CallSeries(requests(factory), tokens(factory), latencies(factory), responses(factory));
    }

    private static Requests requests(SeriesFactory factory) {
        List<String> base = join(CALLER, EMAIL, List.of("requested_model"));
        List<String> place = join(List.of("route"), CLIENT, List.of("model_id", "api_provider"));
        List<String> stream = when(factory.options().streamLabel(), "stream");
        List<String> served =
                join(CALLER, EMAIL, List.of("model"), CLIENT, List.of("requested_model", "model_id", "api_provider"));
        return new Requests(
                factory.counter(
                        "litellm_proxy_total_requests_metric",
                        "Requests that reached the gateway, whatever became of them.",
                        join(base, List.of("status_code"), place, stream)),
                factory.counter(
                        "litellm_proxy_failed_requests_metric",
                        "Requests the client got an error for.",
                        join(base, FAILURE, place)),
                factory.counter("litellm_requests_metric", "Requests a model answered.", served),
                factory.counter("litellm_spend_metric", "US dollars spent.", join(served, TIER)));
    }

    private static Tokens tokens(SeriesFactory factory) {
        List<String> labels = join(CALLER, EMAIL, List.of("model", "requested_model", "model_id", "api_provider"));
        return new Tokens(
                factory.counter("litellm_total_tokens_metric", "Tokens read and written.", labels),
                factory.counter("litellm_input_tokens_metric", "Tokens read.", labels),
                factory.counter("litellm_output_tokens_metric", "Tokens written.", labels),
                factory.counter("litellm_input_cached_tokens_metric", "Tokens read from a prompt cache.", labels),
                factory.counter(
                        "litellm_input_cache_creation_tokens_metric", "Tokens put into a prompt cache.", labels),
                factory.counter("litellm_input_audio_tokens_metric", "Tokens heard.", labels),
                factory.counter("litellm_output_reasoning_tokens_metric", "Tokens spent on reasoning.", labels),
                factory.counter("litellm_output_audio_tokens_metric", "Tokens spoken.", labels));
    }

    private static Latencies latencies(SeriesFactory factory) {
        List<String> queue = join(CALLER, MODEL);
        List<String> call = join(queue, TIER);
        return new Latencies(
                factory.latency("litellm_request_total_latency_metric", "Seconds from arrival to last byte.", call),
                factory.latency("litellm_llm_api_latency_metric", "Seconds the provider took.", call),
                factory.latency(
                        "litellm_llm_api_time_to_first_token_metric", "Seconds to a stream's first token.", call),
                factory.latency(
                        "litellm_request_queue_time_seconds", "Seconds from arrival to the gateway's work.", queue),
                factory.latency(
                        "litellm_overhead_latency_metric",
                        "Seconds the gateway itself added.",
                        join(
                                List.of("model_group", "api_provider", "api_base", "litellm_model_name"),
                                KEY,
                                List.of("model_id"))),
                factory.latency(
                        "litellm_deployment_latency_per_output_token",
                        "Seconds of a deployment for each token written.",
                        join(DEPLOYMENT, KEY, TEAM)));
    }

    private static Responses responses(SeriesFactory factory) {
        List<String> labels = join(List.of("requested_model"), DEPLOYMENT, KEY, TEAM, CLIENT);
        return new Responses(
                factory.counter("litellm_deployment_total_requests", "Calls made to a deployment.", labels),
                factory.counter("litellm_deployment_success_responses", "Calls a deployment answered well.", labels));
    }
}
