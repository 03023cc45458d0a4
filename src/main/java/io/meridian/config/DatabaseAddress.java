package io.meridian.config;

import io.meridian.base.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One PostgreSQL to connect to. The parameters are the driver's own; behind a pooler there are no server-side prepared
 * statements. Immutable.
 */
public record DatabaseAddress(
        List<HostPort> hosts,
        String database,
        String user,
        Secret password,
        Map<String, String> parameters,
        boolean pooler) {
    public DatabaseAddress {
        hosts = List.copyOf(hosts);
        parameters = Map.copyOf(parameters);
    }

    /** Of a connection string in any of the forms in which ours may be written; nothing if it is none. */
    public static Optional<DatabaseAddress> parse(Secret url) {
        try {
            return Optional.of(DatabaseUrl.parse(url.reveal()).address());
        } catch (Unreadable none) {
            return Optional.empty();
        }
    }

    public String host() {
        return hosts.getFirst().host();
    }

    public int port() {
        return hosts.getFirst().port();
    }

    /** The driver's URL, without user and password. */
    public String jdbcUrl() {
        String servers = hosts.stream().map(HostPort::toString).collect(Collectors.joining(","));
        String query = new TreeMap<>(parameters)
                .entrySet().stream()
                        .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue()))
                        .collect(Collectors.joining("&"));
        return "jdbc:postgresql://" + servers + "/" + encoded(database) + (query.isEmpty() ? "" : "?" + query);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
