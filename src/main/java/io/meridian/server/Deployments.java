package io.meridian.server;

import io.meridian.base.Secret;
import io.meridian.config.GatewayConfig;
import io.meridian.config.LitellmParams;
import io.meridian.config.ModelEntry;
import io.meridian.http.Endpoint;
import io.meridian.http.HttpHeader;
import io.meridian.http.TlsPolicy;
import io.meridian.provider.ProviderModule;
import io.meridian.provider.spi.Target;
import io.meridian.routing.Deployment;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the deployments that calls are routed to out of the entries of {@code model_list}. */
final class Deployments {
    private static final String JSON = "application/json";
    private static final String USER_AGENT = "Meridian";

    private final GatewayConfig config;
    private final ProviderModule providers;

    Deployments(GatewayConfig config, ProviderModule providers) {
        this.config = config;
        this.providers = providers;
    }

    /** Whether calls to a provider need no {@code api_base}: the configuration is refused where they do. */
    static boolean isAddressKnown(String provider) {
        return provider.equals(ProviderModule.MOCK)
                || ProviderModule.addressOf(provider).isPresent();
    }

    Deployment of(ModelEntry entry) {
        LitellmParams params = entry.params();
        boolean mocked = params.provider().equals(ProviderModule.MOCK)
                || params.mockResponse().isPresent();
        return new Deployment(
                entry.info().id(),
                entry.offeredName(),
                params.provider(),
                mocked ? providers.mock() : providers.openAi(),
                params.model(),
                entry.info().baseModel(),
                mocked ? mockTarget(params) : target(params),
                params.defaults().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry2 -> entry2.getValue().getBytes(StandardCharsets.UTF_8))),
                Set.copyOf(params.filter().alsoDrop()),
                params.prices(),
                new Deployment.Share(
                        params.share().weight().map(BigDecimal::doubleValue),
                        params.share().order(),
                        params.share().rpm(),
                        params.share().tpm()),
                new Deployment.Patience(
                        params.attempts().timeout(), params.attempts().streamTimeout()));
    }

    private static Target mockTarget(LitellmParams params) {
        return new Target(Optional.empty(), List.of(), TlsPolicy.VERIFIED, "mock://", params.mockResponse());
    }

    private Target target(LitellmParams params) {
        URI base = params.upstream()
                .apiBase()
                .or(() -> ProviderModule.addressOf(params.provider()).map(URI::create))
                .orElseThrow();
        List<HttpHeader> headers = new ArrayList<>();
        headers.add(new HttpHeader("content-type", JSON));
        headers.add(new HttpHeader("user-agent", USER_AGENT));
        params.upstream()
                .apiKey()
                .map(Secret::reveal)
                .ifPresent(key -> headers.add(new HttpHeader("authorization", "Bearer " + key)));
        params.upstream()
                .organization()
                .ifPresent(organization -> headers.add(new HttpHeader("openai-organization", organization)));
        params.upstream().extraHeaders().forEach((name, value) -> headers.add(new HttpHeader(name, value.reveal())));
        boolean verify = params.upstream().sslVerify().orElse(config.outgoing().sslVerify());
        return new Target(
                Optional.of(Endpoint.of(base)),
                headers,
                verify ? TlsPolicy.VERIFIED : TlsPolicy.INSECURE,
                base.toString(),
                Optional.empty());
    }
}
