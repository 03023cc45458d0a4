package io.meridian.config;

import io.meridian.base.Secret;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a deployment is called. The model is the provider's own name for it, without the provider; where the provider is
 * {@code *} the request's model name decides. Default parameters are JSON texts by name. Immutable.
 */
public record LitellmParams(
        String model,
        String provider,
        Upstream upstream,
        Attempts attempts,
        Share share,
        Map<String, BigDecimal> prices,
        Map<String, String> defaults,
        ParameterFilter filter,
        Optional<String> mockResponse,
        List<String> tags) {
    public LitellmParams {
        prices = Map.copyOf(prices);
        defaults = Map.copyOf(defaults);
        tags = List.copyOf(tags);
    }

    /** Where the provider is and what it asks of us. Immutable. */
    public record Upstream(
            Optional<URI> apiBase,
            Optional<Secret> apiKey,
            Optional<String> apiVersion,
            Optional<String> organization,
            Map<String, Secret> extraHeaders,
            Map<String, Secret> credentials,
            Optional<Boolean> sslVerify) {
        public Upstream {
            extraHeaders = Map.copyOf(extraHeaders);
            credentials = Map.copyOf(credentials);
        }

        /** Of the address only the host: its query may hold a key. */
        @Override
        public String toString() {
            return "Upstream[host=" + apiBase.map(URI::getHost) + ", apiKey=" + apiKey + ", apiVersion=" + apiVersion
                    + ", organization=" + organization + ", extraHeaders=" + extraHeaders + ", credentials="
                    + credentials + ", sslVerify=" + sslVerify + "]";
        }
    }

    /** How long a call may take and how often it is tried. Immutable. */
    public record Attempts(
            Optional<Duration> timeout,
            Optional<Duration> streamTimeout,
            Optional<Integer> retries,
            Optional<Duration> cooldown,
            Optional<Duration> keepalive) {}

    /** How much of its group's traffic a deployment gets. Immutable. */
    public record Share(Optional<BigDecimal> weight, Optional<Integer> order, Optional<Long> rpm, Optional<Long> tpm) {}

    /** Which parameters are dropped and which pass although the provider is not known to take them. Immutable. */
    public record ParameterFilter(Optional<Boolean> dropUnsupported, List<String> alsoDrop, List<String> alsoAllow) {
        public ParameterFilter {
            alsoDrop = List.copyOf(alsoDrop);
            alsoAllow = List.copyOf(alsoAllow);
        }
    }

    /** Leaves out the defaults' and the mock's text: nobody can say what a user put there. */
    @Override
    public String toString() {
        return "LitellmParams[model=" + model + ", provider=" + provider + ", upstream=" + upstream + ", attempts="
                + attempts + ", share=" + share + ", prices=" + prices + ", defaults=" + defaults.keySet() + ", filter="
                + filter + ", mockResponse=" + mockResponse.isPresent() + ", tags=" + tags + "]";
    }
}
