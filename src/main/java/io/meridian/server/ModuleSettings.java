package io.meridian.server;

import io.meridian.admin.audit.AuditSettings;
import io.meridian.admin.key.CreationPolicy;
import io.meridian.admin.key.KeyPolicy;
import io.meridian.base.Sealer;
import io.meridian.base.Secret;
import io.meridian.config.AuditConfig;
import io.meridian.config.DatabaseAddress;
import io.meridian.config.DatabaseConfig;
import io.meridian.config.GatewayConfig;
import io.meridian.config.GeneralSettings;
import io.meridian.config.Identity;
import io.meridian.config.KeyCreation;
import io.meridian.config.LimitSettings;
import io.meridian.config.LitellmSettings;
import io.meridian.config.OutgoingConfig;
import io.meridian.config.ProxyAddress;
import io.meridian.config.RedisConfig;
import io.meridian.http.HttpSettings;
import io.meridian.http.ProxySettings;
import io.meridian.llm.LlmSettings;
import io.meridian.llm.LlmSettings.ModelFacts;
import io.meridian.metric.MetricOptions;
import io.meridian.spend.InterruptedSpend;
import io.meridian.spend.SpendSettings;
import io.meridian.spend.WrittenCalls;
import io.meridian.store.DatabaseSettings;
import io.meridian.store.RedisTarget;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Hands each module its part of the configuration in the module's own terms. */
final class ModuleSettings {
    private static final Duration STATEMENT = Duration.ofSeconds(30);

    private ModuleSettings() {}

    static DatabaseSettings database(DatabaseConfig config) {
        DatabaseAddress primary = config.primary();
        return new DatabaseSettings(
                primary.jdbcUrl(),
                config.forSessions().jdbcUrl(),
                primary.user(),
                primary.password(),
                config.schema(),
                config.poolSize(),
                config.poolTimeout(),
                STATEMENT,
                primary.pooler());
    }

    static RedisTarget redis(RedisConfig config) {
        URI uri = URI.create((config.tls() ? "rediss://" : "redis://") + config.node() + "/" + config.database());
        return new RedisTarget(uri, config.username(), config.password(), config.verifyHost());
    }

    static SpendSettings spend(GatewayConfig config) {
        SpendSettings standard = SpendSettings.in(config.journal().directory());
        return new SpendSettings(
                standard.directory(),
                standard.segmentBytes(),
                config.journal().maxBytes(),
                config.journal().forceInterval(),
                standard.ingestEvery(),
                standard.batchRows(),
                InterruptedSpend.valueOf(config.journal().interruptedSpend().name()),
                standard.drain(),
                written(config.settings().general()));
    }

    private static WrittenCalls written(GeneralSettings general) {
        if (general.disableSpendLogs()) {
            return WrittenCalls.NONE;
        }
        return general.disableErrorLogs() ? WrittenCalls.WITHOUT_FAILURES : WrittenCalls.ALL;
    }

    static KeyPolicy keyPolicy(GatewayConfig config) {
        LitellmSettings litellm = config.settings().litellm();
        return KeyPolicy.of(
                litellm.defaultKeyGenerateParams(),
                litellm.upperboundKeyGenerateParams(),
                new CreationPolicy(
                        litellm.keyCreation().team().map(ModuleSettings::rule),
                        litellm.keyCreation().personal().map(ModuleSettings::rule)));
    }

    private static CreationPolicy.Rule rule(KeyCreation.Rule rule) {
        return new CreationPolicy.Rule(rule.roles(), rule.requiredParams());
    }

    static AuditSettings audit(GatewayConfig config) {
        AuditConfig audit = config.settings().audit();
        Identity identity = config.identity();
        List<Secret> secrets = Stream.of(
                        identity.saltKey().stream(),
                        identity.masterKey().stream(),
                        identity.previousSaltKeys().stream())
                .flatMap(all -> all)
                .toList();
        return new AuditSettings(audit.stored(), audit.failClosed(), audit.retention(), secrets);
    }

    /** The master key stands in for a salt key, and opens what was sealed before there was one. */
    static Optional<Sealer> sealer(GatewayConfig config) {
        List<Secret> others = new ArrayList<>(config.identity().previousSaltKeys());
        config.masterKey().ifPresent(others::add);
        return config.saltKey().or(config::masterKey).map(current -> new Sealer(current, others));
    }

    static HttpSettings http(GatewayConfig config, AllowedHosts hosts) {
        OutgoingConfig outgoing = config.outgoing();
        ProxySettings proxies = new ProxySettings(
                outgoing.httpsProxy().map(ModuleSettings::proxy),
                outgoing.httpProxy().map(ModuleSettings::proxy),
                outgoing.noProxy());
        return HttpSettings.DEFAULT
                .withProxies(proxies)
                .withCaFiles(outgoing.certificateAuthorities())
                .withAllowedHosts(hosts::contains);
    }

    /** {@code facts} are those of what is offered at the time. */
    static LlmSettings llm(GatewayConfig config, Supplier<Map<String, ModelFacts>> facts) {
        LitellmSettings litellm = config.settings().litellm();
        LimitSettings limits = config.settings().limits();
        return new LlmSettings(
                litellm.modelAliasMap(),
                config.settings().general().alwaysIncludeStreamUsage(),
                config.settings().router().timeout().orElse(litellm.requestTimeout()),
                config.settings().router().streamTimeout(),
                litellm.keepaliveInterval().orElse(LlmSettings.STANDARD_SILENCE),
                facts,
                new LlmSettings.Admission(
                        litellm.budgetExceededStatusCode(),
                        litellm.timezone(),
                        limits.tokenReservation(),
                        limits.failClosedRateLimits(),
                        limits.failClosedBudgets(),
                        counted(config)));
    }

    static LlmSettings.CountedTokens counted(GatewayConfig config) {
        return LlmSettings.CountedTokens.valueOf(
                config.settings().limits().tokenRateLimitType().name());
    }

    static MetricOptions metrics(GatewayConfig config) {
        MetricOptions standard = MetricOptions.DEFAULT;
        MetricOptions.Bounds bounds = config.metrics()
                .maxSeriesPerMetric()
                .map(most -> new MetricOptions.Bounds(
                        most,
                        Math.min(most, standard.bounds().seriesPerHistogram()),
                        standard.bounds().labelLength()))
                .orElse(standard.bounds());
        return new MetricOptions(
                bounds,
                standard.excludedMetrics(),
                standard.excludedLabels(),
                config.metrics().streamLabel(),
                standard.created());
    }

    /** The paths for which this instance asks for no key, though the table of routes does. */
    static Set<String> opened(GatewayConfig config) {
        return config.metrics().requireAuth() ? Set.of() : Set.of("/metrics");
    }

    private static ProxySettings.Proxy proxy(ProxyAddress address) {
        Optional<Secret> authorization = address.username().map(user -> {
            String pair = user + ":" + address.password().map(Secret::reveal).orElse("");
            return new Secret("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        });
        return new ProxySettings.Proxy(address.host(), address.port(), authorization);
    }
}
