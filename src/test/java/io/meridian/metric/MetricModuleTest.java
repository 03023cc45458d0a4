package io.meridian.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.codahale.metrics.Gauge;
import io.meridian.metric.BudgetMetrics.Owner;
import io.meridian.metric.BudgetMetrics.Scope;
import io.meridian.metric.CallFacts.Timings;
import io.meridian.metric.CallFacts.Tokens;
import io.meridian.metric.MetricOptions.Bounds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricModuleTest {
    private static final CallerLabels CALLER =
            new CallerLabels(null, "h1", "alias", "t1", "team", "u1", "u@example.org", "10.0.0.1", "curl/8");
    private static final DeploymentLabels DEPLOYMENT =
            new DeploymentLabels("gpt", "gpt", "gpt-4o", "d1", "https://api.example.org", "openai");
    private static final String ROUTE = "/v1/chat/completions";
    private static final Tokens TOKENS = new Tokens(100, 20, 40, 0, 0, 5, 0);
    private static final Timings TIMINGS =
            new Timings(2_000_000_000L, 1_000_000L, 1_900_000_000L, 300_000_000L, 4_000_000L);

    private static final List<String> HOSTILE = List.of(
            "a\"b\\c",
            "line\nbreak",
            "\r\n# TYPE evil counter\nevil_total 1\n",
            "\0\u001b[31m\u0085\u2028\u2029\u007f",
            "\uD800",
            "x\uD83D",
            "\uD83D\uDE00",
            "{}=,",
            "\\",
            "\\n",
            "",
            " ",
            "x".repeat(100_000),
            "None",
            "é\"\\");

    private final MetricModule metrics = MetricModule.create(MetricOptions.DEFAULT);

    @Test
    void countsAServedStreamWhereTheContractWantsIt() {
        metrics.calls().record(served());
        metrics.calls().record(served());
        ExpositionParser page = page();

        assertThat(page.value("litellm_proxy_total_requests_metric_total", "status_code", "200", "route", ROUTE))
                .isEqualTo(2);
        assertThat(page.value("litellm_requests_metric_total", "model", "gpt-4o", "end_user", "None"))
                .isEqualTo(2);
        assertThat(page.value("litellm_spend_metric_total", "service_tier", "None"))
                .isCloseTo(0.5, within(1e-9));
        assertThat(page.value("litellm_total_tokens_metric_total")).isEqualTo(240);
        assertThat(page.value("litellm_input_tokens_metric_total")).isEqualTo(200);
        assertThat(page.value("litellm_output_tokens_metric_total")).isEqualTo(40);
        assertThat(page.value("litellm_input_cached_tokens_metric_total")).isEqualTo(80);
        assertThat(page.value("litellm_output_reasoning_tokens_metric_total")).isEqualTo(10);
        assertThat(page.value("litellm_request_total_latency_metric_sum")).isCloseTo(4, within(1e-9));
        assertThat(page.value("litellm_request_total_latency_metric_bucket", "le", "1.0"))
                .isZero();
        assertThat(page.value("litellm_request_total_latency_metric_bucket", "le", "2.0"))
                .isEqualTo(2);
        assertThat(page.value("litellm_llm_api_time_to_first_token_metric_count"))
                .isEqualTo(2);
        assertThat(page.value("litellm_overhead_latency_metric_count", "model_group", "gpt"))
                .isEqualTo(2);
        assertThat(page.value("litellm_request_queue_time_seconds_count")).isEqualTo(2);
        assertThat(page.value("litellm_deployment_success_responses_total", "litellm_model_name", "gpt-4o"))
                .isEqualTo(2);
        assertThat(names(page)).doesNotContain("litellm_proxy_failed_requests_metric_total");
        assertThat(names(page)).doesNotContain("litellm_input_audio_tokens_metric_total");
    }

    /** The contract's own shorthand for the caller, its key and team, the client and the deployment. */
    private static final Map<String, String> GROUPS = Map.of(
            "W", "end_user hashed_api_key api_key_alias team team_alias user",
            "K", "hashed_api_key api_key_alias",
            "T", "team team_alias",
            "N", "client_ip user_agent",
            "D", "litellm_model_name model_id api_base api_provider");

    @ParameterizedTest
    @CsvSource({
        "proxy_total_requests_metric_total, W user_email requested_model status_code route N model_id api_provider",
        "proxy_failed_requests_metric_total, "
                + "W user_email requested_model exception_status exception_class route N model_id api_provider",
        "requests_metric_total, W user_email model N requested_model model_id api_provider",
        "spend_metric_total, W user_email model N requested_model model_id api_provider service_tier",
        "input_tokens_metric_total, W user_email model requested_model model_id api_provider",
        "llm_api_latency_metric_count, W requested_model model model_id api_provider service_tier",
        "request_queue_time_seconds_count, W requested_model model model_id api_provider",
        "overhead_latency_metric_count, model_group api_provider api_base litellm_model_name K model_id",
        "deployment_latency_per_output_token_count, D K T",
        "deployment_total_requests_total, requested_model D K T N",
    })
    void hasExactlyTheLabelsOfTheContract(String name, String labels) {
        metrics.calls().record(served());
        metrics.calls().record(refused("BudgetExceeded"));
        String[] expected = Arrays.stream(labels.split(" "))
                .flatMap(
                        label -> Arrays.stream(GROUPS.getOrDefault(label, label).split(" ")))
                .toArray(String[]::new);
        assertThat(page().samples())
                .filteredOn(sample -> sample.name().equals("litellm_" + name))
                .isNotEmpty()
                .allSatisfy(sample -> assertThat(sample.labels()).containsOnlyKeys(expected));
    }

    @Test
    void hasTheBucketsOfTheContract() {
        metrics.calls().record(served());
        assertThat(page().samples())
                .filteredOn(sample -> sample.name().equals("litellm_llm_api_latency_metric_bucket"))
                .extracting(sample -> sample.labels().get("le"))
                .containsExactly(
                        "0.005 0.01 0.025 0.05 0.1 0.25 0.5 1.0 2.0 5.0 10.0 30.0 60.0 120.0 300.0 420.0 600.0 +Inf"
                                .split(" "));
    }

    @Test
    void countsARefusalWithoutADeployment() {
        metrics.calls().record(refused("LimitExceeded"));
        ExpositionParser page = page();
        assertThat(page.value(
                        "litellm_proxy_failed_requests_metric_total",
                        "exception_class",
                        "LimitExceeded",
                        "exception_status",
                        "429",
                        "model_id",
                        "None"))
                .isEqualTo(1);
        assertThat(page.value("litellm_proxy_total_requests_metric_total", "status_code", "429"))
                .isEqualTo(1);
        assertThat(names(page)).doesNotContain("litellm_requests_metric_total", "litellm_spend_metric_total");
    }

    @Test
    void booksWhatAnAbortedCallCost() {
        metrics.calls()
                .record(new CallFacts(
                        CALLER,
                        DEPLOYMENT,
                        CallOutcome.failure(ROUTE, 499, "ClientClosed", true),
                        TOKENS,
                        0.25,
                        TIMINGS));
        assertThat(page().value("litellm_spend_metric_total")).isEqualTo(0.25);
        assertThat(page().value("litellm_total_tokens_metric_total")).isEqualTo(120);
    }

    @Test
    void keepsThePageReadableWhateverClientsSend() {
        HOSTILE.forEach(this::recordEverywhere);
        ExpositionParser page = page();
        assertThat(names(page)).doesNotContain("evil_total");
        assertThat(page.samples())
                .flatExtracting(sample -> sample.labels().values())
                .allSatisfy(
                        value -> assertThat(value).hasSizeLessThanOrEqualTo(256).doesNotContain("\n", "\r", "\0"));
        assertThat(page.value("litellm_deployment_state", "model_id", "a\"b\\c"))
                .isEqualTo(2);
        assertThat(page.value("litellm_deployment_state", "model_id", "line break"))
                .isEqualTo(2);
        assertThat(page.value("litellm_deployment_state", "model_id", "[31m")).isEqualTo(2);
        assertThat(page.samples())
                .filteredOn(sample -> sample.name().equals("litellm_spend_metric_total"))
                .allSatisfy(sample -> assertThat(sample.value()).isFinite());
    }

    private void recordEverywhere(String text) {
        CallerLabels caller = new CallerLabels(text, text, text, text, text, text, text, text, text);
        DeploymentLabels deployment = new DeploymentLabels(text, text, text, text, text, text);
        CallOutcome failure = new CallOutcome(text, 500, text, true, text);
        CallOutcome success = CallOutcome.success(text, true, text);
        metrics.calls().record(new CallFacts(caller, deployment, failure, TOKENS, 1, TIMINGS));
        metrics.calls().record(new CallFacts(caller, deployment, success, TOKENS, Double.POSITIVE_INFINITY, TIMINGS));
        metrics.deployments().failed(caller, deployment, failure);
        metrics.deployments().state(deployment, DeploymentMetrics.State.OUT);
        metrics.budgets().set(new Owner(Scope.KEY, text, text), Double.POSITIVE_INFINITY, 1, Double.NaN);
        metrics.process().counter(text);
        metrics.process().timer(text + ".timer");
    }

    @Test
    void collectsInOneSeriesBeyondTheBound() {
        MetricModule small =
                MetricModule.create(new MetricOptions(new Bounds(3, 2, 256), Set.of(), Set.of(), false, false));
        for (int i = 0; i < 10; i++) {
            DeploymentLabels deployment = new DeploymentLabels("m" + i, "g", "m", "d" + i, "b", "p");
            small.calls()
                    .record(new CallFacts(
                            CALLER, deployment, CallOutcome.success(ROUTE, false, null), TOKENS, 1, TIMINGS));
            small.deployments().state(deployment, DeploymentMetrics.State.HEALTHY);
        }
        ExpositionParser page = page(small, null);
        assertThat(page.value("litellm_requests_metric_total", "requested_model", "other", "user", "other"))
                .isEqualTo(7);
        assertThat(page.value("litellm_request_total_latency_metric_count", "model", "other"))
                .isEqualTo(8);
        assertThat(page.samples())
                .filteredOn(s -> s.name().equals("litellm_requests_metric_total"))
                .hasSize(4);
        assertThat(page.samples())
                .filteredOn(s -> s.name().equals("litellm_deployment_state"))
                .hasSize(3);
    }

    @Test
    void leavesOutWhatTheAdministratorExcludes() {
        MetricModule few = MetricModule.create(
                new MetricOptions(Bounds.DEFAULT, Set.of("litellm_requests_metric"), Set.of("user_agent"), true, true));
        few.calls().record(served());
        ExpositionParser page = page(few, null);
        assertThat(names(page)).doesNotContain("litellm_requests_metric_total");
        assertThat(page.value("litellm_proxy_total_requests_metric_total", "stream", "True"))
                .isEqualTo(1);
        assertThat(page.samples()).noneMatch(sample -> sample.labels().containsKey("user_agent"));
    }

    @Test
    void forgetsNothingWhenManyStrangersPass() {
        int strangers = 12_000;
        for (int i = 0; i < strangers; i++) {
            CallerLabels caller = new CallerLabels(null, null, null, null, null, null, null, null, "agent-" + i);
            metrics.calls()
                    .record(new CallFacts(
                            caller,
                            DeploymentLabels.NONE,
                            CallOutcome.failure(ROUTE, 401, "Unauthenticated", false),
                            Tokens.NONE,
                            0,
                            TIMINGS));
        }
        double sum = page().samples().stream()
                .filter(sample -> sample.name().equals("litellm_proxy_failed_requests_metric_total"))
                .mapToDouble(ExpositionParser.Sample::value)
                .sum();
        assertThat(sum).isEqualTo(strangers);
    }

    @Test
    void showsWhatDeploymentsAndBudgetsDo() {
        metrics.calls().started();
        metrics.calls().started();
        metrics.calls().ended();
        metrics.deployments().failed(CALLER, DEPLOYMENT, CallOutcome.failure(ROUTE, 503, "UpstreamFailed", false));
        metrics.deployments().costNothing(DEPLOYMENT, DeploymentMetrics.NoCost.MISSING_PRICING_KEY);
        metrics.budgets().set(new Owner(Scope.KEY, "h1", "alias"), 1.5, 2, 24);
        metrics.budgets().set(new Owner(Scope.TEAM, "t1", null), 1, 2, 24);
        metrics.budgets().removed(new Owner(Scope.TEAM, "t1", null));
        ExpositionParser page = page();
        assertThat(page.value("litellm_in_flight_requests")).isEqualTo(1);
        assertThat(page.value("litellm_deployment_failure_responses_total", "exception_status", "503"))
                .isEqualTo(1);
        assertThat(page.value("litellm_deployment_total_requests_total")).isEqualTo(1);
        assertThat(page.value("litellm_zero_cost_requests_total", "reason", "missing_pricing_key"))
                .isEqualTo(1);
        assertThat(page.value("litellm_remaining_api_key_budget_metric", "hashed_api_key", "h1"))
                .isEqualTo(1.5);
        assertThat(page.value("litellm_api_key_max_budget_metric")).isEqualTo(2);
        assertThat(names(page)).doesNotContain("litellm_team_max_budget_metric");
    }

    @Test
    void bridgesTheProcessMetrics() {
        metrics.process().counter("pool.Open-Connections").inc(3);
        metrics.process().meter("journal.records").mark(4);
        metrics.process().timer("redis.batch").update(Duration.ofMillis(20));
        metrics.process().histogram("redis.batchSize").update(7);
        metrics.process().register("up", (Gauge<Boolean>) () -> true);
        metrics.process().register("text", (Gauge<String>) () -> "none");
        metrics.process().register("broken", (Gauge<Integer>) () -> {
            throw new IllegalStateException();
        });
        metrics.process().counter("pool.open.connections").inc(9);
        ExpositionParser page = page();
        assertThat(page.value("meridian_pool_open_connections_total")).isIn(3.0, 9.0);
        assertThat(page.value("meridian_journal_records_total")).isEqualTo(4);
        assertThat(page.value("meridian_redis_batch_seconds", "quantile", "0.5"))
                .isCloseTo(0.02, within(1e-6));
        assertThat(page.value("meridian_redis_batch_seconds_count")).isEqualTo(1);
        assertThat(page.value("meridian_redis_batch_size", "quantile", "0.99")).isEqualTo(7);
        assertThat(page.value("meridian_up")).isEqualTo(1);
        assertThat(names(page)).doesNotContain("meridian_text", "meridian_broken");
        assertThat(page.value("meridian_jvm_memory_heap_used")).isPositive();
    }

    @Test
    void speaksOpenMetricsToThoseWhoAskForIt() {
        metrics.calls().record(served());
        String accept = "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.5";
        assertThat(metrics.exposition().contentType(accept)).startsWith("application/openmetrics-text");
        assertThat(metrics.exposition().contentType(null)).startsWith("text/plain; version=0.0.4");
        assertThat(metrics.exposition().contentType("*/*")).startsWith("text/plain");
        assertThat(text(metrics, accept)).endsWith("# EOF\n");
    }

    @Test
    void theParserRefusesWhatItShould() {
        for (String bad : List.of(
                "a 1\n",
                "# TYPE a counter\na 1\n",
                "# TYPE a_total counter\na_total 1\na_total 1\n",
                "# TYPE a gauge\na{x=\"\\q\"} 1\n",
                "# TYPE a gauge\na 1",
                "# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_count 1\na_sum 1\n",
                "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_count 2\na_sum 1\n")) {
            assertThatThrownBy(() -> ExpositionParser.parse(bad)).as(bad).isInstanceOf(AssertionError.class);
        }
    }

    private static CallFacts served() {
        return new CallFacts(CALLER, DEPLOYMENT, CallOutcome.success(ROUTE, true, null), TOKENS, 0.25, TIMINGS);
    }

    private static CallFacts refused(String exceptionClass) {
        return new CallFacts(
                CALLER,
                DeploymentLabels.NONE,
                CallOutcome.failure(ROUTE, 429, exceptionClass, false),
                Tokens.NONE,
                0,
                TIMINGS);
    }

    private ExpositionParser page() {
        return page(metrics, null);
    }

    private static ExpositionParser page(MetricModule module, @Nullable String accept) {
        return ExpositionParser.parse(text(module, accept));
    }

    private static String text(MetricModule module, @Nullable String accept) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            module.exposition().write(out, accept);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<String> names(ExpositionParser page) {
        return new ArrayList<>(page.samples().stream()
                .map(ExpositionParser.Sample::name)
                .distinct()
                .toList());
    }
}
