package io.meridian.server;

import com.codahale.metrics.MetricRegistry;
import io.meridian.admin.AdminModule;
import io.meridian.admin.audit.AuditModule;
import io.meridian.admin.model.ModelModule;
import io.meridian.admin.office.Office;
import io.meridian.admin.office.Spending;
import io.meridian.api.Exchange;
import io.meridian.auth.AuthModule;
import io.meridian.config.GatewayConfig;
import io.meridian.http.UpstreamClient;
import io.meridian.limits.Cost;
import io.meridian.limits.LimitsModule;
import io.meridian.llm.LlmModule;
import io.meridian.llm.LlmSettings;
import io.meridian.metric.AccessLog;
import io.meridian.metric.MetricModule;
import io.meridian.observe.ObserveModule;
import io.meridian.observe.Readiness;
import io.meridian.provider.ProviderModule;
import io.meridian.spend.PriceBook;
import io.meridian.spend.Reservations;
import io.meridian.spend.SpendModule;
import io.meridian.spend.TokenCount;
import io.meridian.store.ChangeFollower;
import io.meridian.store.Database;
import io.meridian.store.RowCache;
import jakarta.servlet.http.HttpServletRequest;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition root: builds every module from the configuration, in the order of the floors, and closes them in
 * reverse. Thread-safe once started.
 */
final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final int LOG_LINES = 65_536;
    /** How long calls get that were told to end. */
    private static final Duration ENDING = Duration.ofSeconds(2);

    private final GatewayConfig config;
    private final Closing closing;
    private final Readiness readiness;
    private final CallReport report;
    private final UpstreamClient upstreams;
    private final JerseyContainer resources;
    private final CanonicalPath canonicalPath;
    private final Cors cors;
    private final TrustedProxies proxies;
    private final RunningCalls runningCalls = new RunningCalls();

    private Gateway(
            GatewayConfig config,
            Closing closing,
            Readiness readiness,
            CallReport report,
            UpstreamClient upstreams,
            JerseyContainer resources) {
        this.config = config;
        this.closing = closing;
        this.readiness = readiness;
        this.report = report;
        this.upstreams = upstreams;
        this.resources = resources;
        this.canonicalPath = new CanonicalPath(config.server().rootPath());
        this.cors = new Cors(config.server().corsOrigins(), config.server().corsCredentials());
        this.proxies = new TrustedProxies(config.server().trustedProxies());
    }

    /** A gateway that rehearses reports ready only when it is fast; otherwise it does so at once. */
    static Gateway start(GatewayConfig config, boolean rehearses) {
        return start(config, rehearses, new FileOutputStream(FileDescriptor.out));
    }

    static Gateway start(GatewayConfig config, boolean rehearses, OutputStream accessLog) {
        Closing closing = new Closing();
        try {
            return build(config, accessLog, closing, Clock.systemUTC(), rehearses);
        } catch (RuntimeException | Error failure) {
            closing.close();
            throw failure;
        }
    }

    private static Gateway build(
            GatewayConfig config, OutputStream accessLog, Closing closing, Clock clock, boolean rehearses) {
        MetricModule metrics = MetricModule.create(ModuleSettings.metrics(config));
        MetricRegistry process = metrics.process();
        String version = Version.ours();
        Stores stores = Stores.open(config, version, process, closing);
        Ledger ledger = new Ledger();
        LimitsModule limits = closing.add(limits(config, stores, ledger, clock));
        SpendModule spend = closing.add(spend(config, stores, limits, clock, process));
        ledger.open(spend);
        AuthModule auth = AuthModule.create(stores.database(), stores.changes(), authSettings(config), clock);
        AllowedHosts hosts = new AllowedHosts(config);
        UpstreamClient upstreams = closing.add(UpstreamClient.create(ModuleSettings.http(config, hosts), process));
        Deployments deployments = new Deployments(config, ProviderModule.create(upstreams, clock));
        OfferedModels offered = closing.add(OfferedModels.start(config, deployments, hosts, stores));
        PriceBook prices = PriceBook.bundled();
        LlmModule llm = closing.add(llm(config, version, offered, limits, spend, prices, clock));
        Readiness readiness =
                new Readiness(clock, version, stores.databaseHealth(offered::isLoaded), stores.redisHealth());
        AccessLog log = closing.add(AccessLog.open(accessLog, clock, LOG_LINES, process));
        Spending spending = new Spending(spend.totals(), limits.limiter());
        JerseyContainer resources = new JerseyContainer(new GatewayResourceConfig(
                config.roles(),
                llm,
                admin(config, stores, auth, spending, clock, closing, models(config, offered, llm, prices)),
                ObserveModule.create(
                        version,
                        readiness,
                        metrics.exposition(),
                        config.settings().general().allowPublicReadinessDetails()),
                new AuthenticationFeature(
                        auth.authenticator(), config.identity().keyHeader(), ModuleSettings.opened(config))));
        closing.add(resources::close);
        stores.changes().ifPresent(ChangeFollower::start);
        getReady(config, stores, clock, readiness, closing, rehearses);
        return new Gateway(
                config, closing, readiness, new CallReport(log::write, metrics.calls()), upstreams, resources);
    }

    private static LlmModule llm(
            GatewayConfig config,
            String version,
            OfferedModels offered,
            LimitsModule limits,
            SpendModule spend,
            PriceBook prices,
            Clock clock) {
        return LlmModule.create(
                ModuleSettings.llm(config, offered::facts),
                version,
                offered.router(),
                limits.limiter(),
                spend,
                new LlmModule.Prices(prices, new TokenCount()),
                clock);
    }

    private static void getReady(
            GatewayConfig config, Stores stores, Clock clock, Readiness readiness, Closing closing, boolean rehearses) {
        if (rehearses) {
            closing.add(WarmUp.start(stores, ModuleSettings.llm(config, Map::of), clock, readiness::warmedUp));
        } else {
            readiness.warmedUp();
        }
    }

    private static LimitsModule limits(GatewayConfig config, Stores stores, Ledger ledger, Clock clock) {
        return LimitsModule.create(
                stores.redis(), config.settings().limits().window(), ledger, stores.liveInstances(), ledger, clock);
    }

    private static SpendModule spend(
            GatewayConfig config, Stores stores, LimitsModule limits, Clock clock, MetricRegistry process) {
        LlmSettings.CountedTokens counted = ModuleSettings.counted(config);
        // calls that died with their process had reserved something, which is nobody's but ours to settle
        Reservations reservations =
                (reservation, usage, cost) -> limits.limiter().settle(reservation, new Cost(counted.of(usage), cost));
        return SpendModule.create(ModuleSettings.spend(config), stores.database(), reservations, clock, process);
    }

    private static AdminModule admin(
            GatewayConfig config,
            Stores stores,
            AuthModule auth,
            Spending spending,
            Clock clock,
            Closing closing,
            AdminModule.Models models) {
        // on a worker nobody administers, and nobody keeps the audit log
        Optional<Database> administered =
                stores.database().filter(_ -> config.roles().admin());
        AuditModule audit = closing.add(AuditModule.create(administered, ModuleSettings.audit(config)));
        Optional<Office> office = administered.flatMap(database -> auth.known()
                .flatMap(known -> audit.trail()
                        .map(trail -> new Office(
                                database,
                                known,
                                trail,
                                spending,
                                clock,
                                config.settings().litellm().timezone()))));
        return AdminModule.create(office, audit, ModuleSettings.keyPolicy(config), models);
    }

    private static AdminModule.Models models(
            GatewayConfig config, OfferedModels offered, LlmModule llm, PriceBook prices) {
        return new AdminModule.Models(
                ModuleSettings.sealer(config),
                config.modelList().credentials(),
                new ModelModule.Surroundings(
                        offered, config.settings().general().storeModelInDb(), llm.access(), prices));
    }

    private static AuthModule.Settings authSettings(GatewayConfig config) {
        return new AuthModule.Settings(
                config.masterKey(),
                config.settings().general().allowRequestsOnDbUnavailable() ? Duration.ofHours(24) : Duration.ZERO,
                new RowCache.Lifetimes(
                        config.settings().general().callerCacheTtl().orElse(RowCache.Lifetimes.STANDARD.known()),
                        config.settings().general().unknownKeyCacheTtl()));
    }

    JerseyContainer resources() {
        return resources;
    }

    CanonicalPath canonicalPath() {
        return canonicalPath;
    }

    Cors cors() {
        return cors;
    }

    /** Tells an exchange what the configuration says of requests like this. */
    void introduce(Exchange exchange, HttpServletRequest request) {
        exchange.comesFrom(proxies.clientOf(request));
        exchange.tellCallIdInErrors(config.settings().general().includeCallIdInErrorBody());
    }

    RunningCalls runningCalls() {
        return runningCalls;
    }

    long bodyLimit() {
        return config.server().maxRequestBytes();
    }

    CallReport report() {
        return report;
    }

    /** Lets running calls end for as long as configured, ends the others, and takes everything down. */
    @Override
    public void close() {
        readiness.shuttingDown();
        runningCalls.stop();
        try {
            endRunningCalls();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        closing.close();
    }

    /** Before anything is closed that they need: they have to be settled and written down. */
    private void endRunningCalls() throws InterruptedException {
        if (runningCalls.awaitNone(config.server().drain())) {
            return;
        }
        LOG.warn("{} requests are still running and their time is up; they are ended.", runningCalls.now());
        upstreams.close();
        if (!runningCalls.awaitNone(ENDING)) {
            runningCalls.interrupt();
            if (!runningCalls.awaitNone(ENDING)) {
                LOG.error("{} requests cannot be ended; the next start books their calls.", runningCalls.now());
            }
        }
    }
}
