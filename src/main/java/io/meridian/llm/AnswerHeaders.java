package io.meridian.llm;

import io.meridian.api.CallNotes;
import io.meridian.api.Exchange;
import io.meridian.auth.Caller;
import io.meridian.auth.VirtualKey;
import io.meridian.base.Usd;
import io.meridian.directory.Budget;
import io.meridian.http.HttpHeader;
import io.meridian.limits.Limit;
import io.meridian.limits.Scope;
import io.meridian.limits.Standing;
import io.meridian.routing.Deployment;
import io.meridian.routing.Plan;
import io.meridian.spend.Cost;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** The headers by which clients of the contract learn what happened to their call. */
final class AnswerHeaders {
    private static final String UPSTREAM = "llm_provider-";
    /** As the contract writes an amount that is zero; neither discounts nor margins are configured here. */
    private static final String NOTHING = "0.0";

    private static final long NANOS_PER_MILLI = 1_000_000;
    /** What belongs to the connection to the provider, or is said by us. */
    private static final Set<String> NOT_COPIED = Set.of(
            "connection", "keep-alive", "transfer-encoding", "content-length", "trailer", "upgrade", "set-cookie");

    private final String version;
    private final Clock clock;

    AnswerHeaders(String version, Clock clock) {
        this.version = version;
        this.clock = clock;
    }

    /** What is known of every call, refused ones too. */
    void addCall(Exchange exchange) {
        exchange.setHeader("x-litellm-call-id", exchange.callId());
        exchange.setHeader("x-litellm-version", version);
    }

    /** Where the call went and what is left of the caller's limits. */
    void addRoute(Exchange exchange, Caller caller, Plan plan, List<Standing> standings, List<HttpHeader> upstream) {
        Deployment deployment = plan.deployment();
        exchange.addHeader("x-litellm-model-id", deployment.id());
        exchange.addHeader("x-litellm-model-name", deployment.qualifiedModel());
        exchange.addHeader("x-litellm-model-api-base", deployment.target().apiBase());
        exchange.addHeader("x-litellm-model-group", plan.group());
        exchange.addHeader("x-litellm-attempted-retries", "0");
        exchange.addHeader("x-litellm-attempted-fallbacks", "0");
        addLimits(caller, clock.instant(), exchange::addHeader);
        addStandings(exchange, standings);
        for (HttpHeader header : upstream) {
            String name = header.name().toLowerCase(Locale.ROOT);
            if (!NOT_COPIED.contains(name)) {
                exchange.addHeader(UPSTREAM + name, header.value());
                if (name.equals("x-request-id")) {
                    exchange.setHeader("x-request-id", header.value());
                }
            }
        }
    }

    /** What the call cost and how long it took, known only once it is over. */
    void addOutcome(Exchange exchange, Cost cost) {
        if (cost.total().nanos() != 0) {
            String total = cost.total().toString();
            exchange.addHeader("x-litellm-response-cost", total);
            exchange.addHeader("x-litellm-response-cost-original", total);
            exchange.addHeader("x-litellm-response-cost-discount-amount", NOTHING);
            exchange.addHeader("x-litellm-response-cost-margin-amount", NOTHING);
            exchange.addHeader("x-litellm-response-cost-margin-percent", NOTHING);
            exchange.addHeader("x-litellm-response-cost-input", cost.input().toString());
            exchange.addHeader("x-litellm-response-cost-output", cost.output().toString());
            exchange.addHeader("x-litellm-response-cost-tool-usage", NOTHING);
        }
        CallNotes notes = exchange.notes();
        long whole = System.nanoTime() - exchange.arrivedNanos();
        long upstream = notes.upstreamEndedNanos - notes.upstreamStartedNanos;
        exchange.addHeader("x-litellm-response-duration-ms", millis(whole));
        exchange.addHeader("x-litellm-overhead-duration-ms", millis(whole - upstream));
        exchange.addHeader("x-litellm-callback-duration-ms", NOTHING);
    }

    /** What the key has spent: before this call, and what the call cost as far as that is known. */
    void addSpend(Exchange exchange, List<Standing> standings, Usd cost) {
        for (Standing standing : standings) {
            if (standing.limit() instanceof Limit.Budget && standing.limit().scope() == Scope.API_KEY) {
                exchange.addHeader(
                        "x-litellm-key-spend",
                        new Usd(standing.before()).plus(cost).toString());
            }
        }
    }

    /** What is said of a call that the provider failed. */
    void addFailure(Exchange exchange, Duration timeout) {
        exchange.setHeader("x-litellm-response-cost", "0");
        exchange.setHeader("x-litellm-timeout", Double.toString(timeout.toMillis() / 1000.0));
    }

    static void addLimits(Caller caller, Instant now, Map<String, String> headers) {
        addLimits(caller, now, headers::put);
    }

    private static void addLimits(Caller caller, Instant now, BiConsumer<String, String> headers) {
        if (caller.key().isEmpty()) {
            return;
        }
        VirtualKey key = caller.key().get();
        Optional<Budget> tier = caller.belonging().budgets().key();
        Long rpm = key.rates(tier).rpm();
        if (rpm != null) {
            headers.accept("x-litellm-key-rpm-limit", rpm.toString());
        }
        Long tpm = key.rates(tier).tpm();
        if (tpm != null) {
            headers.accept("x-litellm-key-tpm-limit", tpm.toString());
        }
        key.maximum(tier, now)
                .ifPresent(budget -> headers.accept(
                        "x-litellm-key-max-budget", budget.stripTrailingZeros().toPlainString()));
    }

    /** Each by its own name; the first of a kind, which is the closest to the caller, also by the general one. */
    private static void addStandings(Exchange exchange, List<Standing> standings) {
        Set<String> told = new HashSet<>(4);
        for (Standing standing : standings) {
            if (standing.limit() instanceof Limit.Rate rate) {
                String unit = rate.unit() == Limit.Unit.REQUESTS ? "requests" : "tokens";
                addStanding(exchange, "x-ratelimit-" + rate.scope().wireName(), unit, rate, standing.remaining());
                if (told.add(unit)) {
                    addStanding(exchange, "x-ratelimit", unit, rate, standing.remaining());
                }
            }
        }
    }

    private static void addStanding(Exchange exchange, String name, String unit, Limit.Rate rate, long remaining) {
        exchange.addHeader(name + "-limit-" + unit, Long.toString(rate.max()));
        exchange.addHeader(name + "-remaining-" + unit, Long.toString(remaining));
    }

    /** Milliseconds with three decimals, without the cost of a formatter. */
    private static String millis(long nanos) {
        long micros = Math.max(0, nanos) / (NANOS_PER_MILLI / 1000);
        long rest = micros % 1000;
        return micros / 1000 + (rest < 10 ? ".00" : rest < 100 ? ".0" : ".") + rest;
    }
}
