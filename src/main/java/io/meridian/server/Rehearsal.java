package io.meridian.server;

import com.codahale.metrics.MetricRegistry;
import io.meridian.admin.AdminModule;
import io.meridian.api.Exchange;
import io.meridian.auth.Authenticator;
import io.meridian.base.Secret;
import io.meridian.base.Usd;
import io.meridian.config.Roles;
import io.meridian.http.Endpoint;
import io.meridian.http.HttpSettings;
import io.meridian.http.TlsPolicy;
import io.meridian.http.UpstreamClient;
import io.meridian.limits.Cost;
import io.meridian.limits.FailMode;
import io.meridian.limits.HoldNotes;
import io.meridian.limits.Limit;
import io.meridian.limits.LimitDecision;
import io.meridian.limits.LimitsModule;
import io.meridian.limits.RateLimiter;
import io.meridian.limits.Scope;
import io.meridian.llm.LlmModule;
import io.meridian.llm.LlmSettings;
import io.meridian.metric.MetricModule;
import io.meridian.metric.MetricOptions;
import io.meridian.observe.ObserveModule;
import io.meridian.observe.Readiness;
import io.meridian.provider.ProviderModule;
import io.meridian.provider.spi.Target;
import io.meridian.routing.Deployment;
import io.meridian.routing.RoutingModule;
import io.meridian.spend.PriceBook;
import io.meridian.spend.SpendModule;
import io.meridian.spend.SpendSettings;
import io.meridian.spend.TokenCount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Plays calls through a gateway of its own until they are fast: a cold JVM is ten times slower than a warm one, and the
 * first clients should not be the ones to notice. Nothing of it is seen outside: the caller exists only here, the
 * journal is a scratch one, the counters in Redis expire under a tag of their own. Confined to one thread.
 */
final class Rehearsal implements AutoCloseable {
    private static final long SEGMENT = 1 << 20;
    private static final String TENANT = "rehearsal";
    private static final Secret KEY = new Secret("sk-rehearsal-of-this-process-only");
    private static final byte[] PLAIN = body(false);
    private static final byte[] STREAMED = body(true);

    private final Closing closing = new Closing();
    private final JerseyContainer resources;
    private final RateLimiter limiter;
    private final CallReport report;

    Rehearsal(Stores stores, LlmSettings settings, Path scratch, Clock clock) throws IOException {
        MetricModule metrics = MetricModule.create(MetricOptions.DEFAULT);
        MetricRegistry process = metrics.process();
        RehearsalUpstream upstream = closing.add(RehearsalUpstream.start());
        UpstreamClient client =
                closing.add(UpstreamClient.create(HttpSettings.DEFAULT.withAllowedHosts(_ -> true), process));
        SpendModule spend = closing.add(SpendModule.create(
                SpendSettings.in(scratch).withSizes(SEGMENT, 4 * SEGMENT),
                Optional.empty(),
                (_, _, _) -> {},
                clock,
                process));
        LimitsModule limits = closing.add(LimitsModule.create(
                stores.redis(),
                Duration.ofMinutes(1),
                (scope, subject, start) -> Usd.ZERO,
                () -> 1,
                HoldNotes.NONE,
                clock));
        this.limiter = limits.limiter();
        RoutingModule routing =
                RoutingModule.create(List.of(deployment(upstream, ProviderModule.create(client, clock))), Map.of());
        LlmModule llm = closing.add(LlmModule.create(
                settings,
                TENANT,
                routing.router(),
                limiter,
                spend,
                new LlmModule.Prices(PriceBook.bundled(), new TokenCount()),
                clock));
        this.resources = new JerseyContainer(resources(llm, metrics, clock));
        closing.add(resources::close);
        this.report = new CallReport(_ -> {}, metrics.calls());
    }

    private static GatewayResourceConfig resources(LlmModule llm, MetricModule metrics, Clock clock) {
        return new GatewayResourceConfig(
                new Roles(true, true, true),
                llm,
                AdminModule.NONE,
                ObserveModule.create(
                        TENANT,
                        new Readiness(clock, TENANT, Optional.empty(), Optional.empty()),
                        metrics.exposition(),
                        false),
                new AuthenticationFeature(
                        new Authenticator(
                                Optional.of(KEY), Optional.empty(), () -> Duration.ZERO, Duration.ZERO, clock),
                        Optional.empty(),
                        Set.of()));
    }

    /** One call of each kind, and a limit checked and settled. */
    void playOnce() {
        play(PLAIN);
        play(STREAMED);
        List<Limit> limits = List.of(
                new Limit.Rate(Scope.API_KEY, TENANT, Limit.Unit.REQUESTS, Long.MAX_VALUE / 2, FailMode.OPEN),
                new Limit.Rate(Scope.API_KEY, TENANT, Limit.Unit.TOKENS, Long.MAX_VALUE / 2, FailMode.OPEN),
                new Limit.Budget(Scope.API_KEY, TENANT, new Usd(Long.MAX_VALUE / 2), Instant.EPOCH, FailMode.OPEN));
        if (limiter.acquire(TENANT, limits, new Cost(1, Usd.ZERO)) instanceof LimitDecision.Granted granted) {
            limiter.settle(granted.hold(), Cost.NOTHING);
        }
    }

    private void play(byte[] body) {
        Exchange exchange = new RehearsalExchange(body, KEY.reveal()).exchange();
        report.begun();
        resources.handle(exchange);
        report.ended(exchange);
        if (exchange.notes().failure != null) {
            throw new IllegalStateException("A rehearsed call failed: " + exchange.notes().failure);
        }
    }

    @Override
    public void close() {
        closing.close();
    }

    private static Deployment deployment(RehearsalUpstream upstream, ProviderModule providers) {
        return new Deployment(
                TENANT,
                TENANT,
                "openai",
                providers.openAi(),
                "gpt-4o-mini",
                Optional.empty(),
                new Target(
                        Optional.of(Endpoint.of(upstream.uri())),
                        List.of(),
                        TlsPolicy.VERIFIED,
                        TENANT,
                        Optional.empty()),
                Map.of(),
                Set.of(),
                Map.of(),
                new Deployment.Share(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                new Deployment.Patience(Optional.empty(), Optional.empty()));
    }

    private static byte[] body(boolean streamed) {
        return ("{\"model\":\"" + TENANT + "\",\"stream\":" + streamed
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Is everybody in place?\"}]}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
