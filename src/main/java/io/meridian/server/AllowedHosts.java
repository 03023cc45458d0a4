package io.meridian.server;

import io.meridian.config.GatewayConfig;
import io.meridian.config.ModelEntry;
import io.meridian.http.Endpoint;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The hosts that may be called wherever they lie: those the configuration names, and those of the models that
 * administrators stored. A team's models are not among them, or its members could look around in the operator's
 * network. Thread-safe.
 */
final class AllowedHosts {
    private final Set<String> configured;
    private volatile Set<String> stored = Set.of();

    AllowedHosts(GatewayConfig config) {
        Set<String> hosts = new HashSet<>(config.outgoing().allowedHosts());
        hosts(config.models()).forEach(hosts::add);
        this.configured = Set.copyOf(hosts);
    }

    boolean contains(String host) {
        return configured.contains(host) || stored.contains(host);
    }

    void replaceStored(Collection<ModelEntry> entries) {
        stored = hosts(entries).collect(Collectors.toUnmodifiableSet());
    }

    private static Stream<String> hosts(Collection<ModelEntry> entries) {
        return entries.stream()
                .filter(entry -> entry.info().team().isEmpty())
                .flatMap(entry -> entry.params().upstream().apiBase().stream())
                .map(base -> Endpoint.of(base).host().toLowerCase(Locale.ROOT));
    }
}
