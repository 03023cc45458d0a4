package io.meridian.server;

import com.codahale.metrics.MetricRegistry;
import io.meridian.admin.AdminModule;
import io.meridian.api.Exchange;
import io.meridian.auth.AuthModule;
import io.meridian.auth.KeyHash;
import io.meridian.base.Usd;
import io.meridian.config.GatewayConfig;
import io.meridian.http.UpstreamClient;
import io.meridian.limits.LimitsModule;
import io.meridian.limits.Scope;
import io.meridian.llm.LlmModule;
import io.meridian.metric.AccessLog;
import io.meridian.metric.MetricModule;
import io.meridian.observe.ObserveModule;
import io.meridian.observe.Readiness;
import io.meridian.provider.ProviderModule;
import io.meridian.routing.RoutingModule;
import io.meridian.spend.PriceBook;
import io.meridian.spend.SpendModule;
import io.meridian.spend.TokenCount;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition root: builds every module from the configuration, in the order of the floors, and closes them in
 * reverse. Thread-safe once started.
 */
final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final int LOG_LINES = 65_536;

    private final GatewayConfig config;
    private final Closing closing;
    private final Readiness readiness;
    private final CallReport report;
    private final JerseyContainer resources;
    private final CanonicalPath canonicalPath;
    private final RunningCalls runningCalls = new RunningCalls();

    private Gateway(
            GatewayConfig config, Closing closing, Readiness readiness, CallReport report, JerseyContainer resources) {
        this.config = config;
        this.closing = closing;
        this.readiness = readiness;
        this.report = report;
        this.resources = resources;
        this.canonicalPath = new CanonicalPath(config.server().rootPath());
    }

    /** A gateway that rehearses reports ready only when it is fast; otherwise it does so at once. */
    static Gateway start(GatewayConfig config, boolean rehearses) {
        Closing closing = new Closing();
        try {
            return build(config, closing, Clock.systemUTC(), rehearses);
        } catch (RuntimeException | Error failure) {
            closing.close();
            throw failure;
        }
    }

    private static Gateway build(GatewayConfig config, Closing closing, Clock clock, boolean rehearses) {
        MetricModule metrics = MetricModule.create(ModuleSettings.metrics(config));
        MetricRegistry process = metrics.process();
        String version = Version.ours();
        Stores stores = Stores.open(config, version, process, closing);
        SpendModule spend =
                closing.add(SpendModule.create(ModuleSettings.spend(config), stores.database(), clock, process));
        LimitsModule limits = closing.add(limits(config, stores, spend, clock));
        AuthModule auth = closing.add(AuthModule.create(stores.database(), authSettings(config), clock));
        RoutingModule routing = routing(config, closing, clock, process);
        LlmModule llm = closing.add(LlmModule.create(
                ModuleSettings.llm(config),
                version,
                routing.router(),
                limits.limiter(),
                spend.journal(),
                new LlmModule.Prices(PriceBook.bundled(), new TokenCount()),
                clock));
        AdminModule admin = AdminModule.create(
                stores.database(),
                auth.keys(),
                (key, start) -> spent(spend, key, start),
                clock,
                config.settings().litellm().timezone());
        Readiness readiness = new Readiness(clock, version, stores.databaseHealth(), stores.redisHealth());
        ObserveModule observe = ObserveModule.create(
                version, readiness, metrics.exposition(), !config.metrics().requireAuth());
        AccessLog log =
                closing.add(AccessLog.open(new FileOutputStream(FileDescriptor.out), clock, LOG_LINES, process));
        JerseyContainer resources = new JerseyContainer(new GatewayResourceConfig(
                config.roles(),
                llm,
                admin,
                observe,
                auth.authenticator(),
                config.identity().keyHeader()));
        closing.add(resources::close);
        if (rehearses) {
            closing.add(WarmUp.start(stores, ModuleSettings.llm(config), readiness::warmedUp));
        } else {
            readiness.warmedUp();
        }
        return new Gateway(config, closing, readiness, new CallReport(log::write, metrics.calls()), resources);
    }

    private static LimitsModule limits(GatewayConfig config, Stores stores, SpendModule spend, Clock clock) {
        return LimitsModule.create(
                stores.redis(),
                config.settings().limits().window(),
                (scope, subject, start) -> spend.totals().spent(scope.wireName(), subject, start),
                stores.liveInstances(),
                clock);
    }

    private static RoutingModule routing(GatewayConfig config, Closing closing, Clock clock, MetricRegistry process) {
        UpstreamClient client = closing.add(UpstreamClient.create(ModuleSettings.http(config), process));
        ProviderModule providers = ProviderModule.create(client, clock);
        return RoutingModule.create(new Deployments(config, providers).all(), Aliases.of(config));
    }

    private static Usd spent(SpendModule spend, KeyHash key, Instant periodStart) {
        return spend.totals().spent(Scope.API_KEY.wireName(), key.hex(), periodStart);
    }

    private static AuthModule.Settings authSettings(GatewayConfig config) {
        return new AuthModule.Settings(
                config.masterKey(),
                config.settings().general().allowRequestsOnDbUnavailable() ? Duration.ofHours(24) : Duration.ZERO);
    }

    JerseyContainer resources() {
        return resources;
    }

    CanonicalPath canonicalPath() {
        return canonicalPath;
    }

    RunningCalls runningCalls() {
        return runningCalls;
    }

    long bodyLimit() {
        return config.server().maxRequestBytes();
    }

    void finished(Exchange exchange) {
        report.of(exchange);
    }

    /** Lets running calls end for as long as configured, ends the others, and takes everything down. */
    @Override
    public void close() {
        readiness.shuttingDown();
        try {
            if (!runningCalls.awaitNone(config.server().drain())) {
                LOG.warn("{} requests were still running when their time was up", runningCalls.now());
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        closing.close();
    }
}
