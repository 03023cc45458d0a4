package io.meridian.config;

import io.meridian.base.Secret;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the connection strings of libpq (URL and keywords), Prisma and JDBC, and what they say about the pool. */
record DatabaseUrl(
        DatabaseAddress address,
        Optional<Integer> poolSize,
        Optional<Integer> poolTimeoutSeconds,
        boolean unknownParameters) {
    private static final int STANDARD_PORT = 5432;
    private static final Pattern KEYWORD =
            Pattern.compile("\\G\\s*(\\w+)\\s*=\\s*(?:'((?:[^'\\\\]|\\\\.)*)'|((?:[^'\\s]\\S*)?))");

    /** What a parameter is called here and in the driver. */
    private static final Map<String, String> DRIVER_NAMES = Map.ofEntries(
            Map.entry("sslmode", "sslmode"),
            Map.entry("sslrootcert", "sslrootcert"),
            Map.entry("sslcert", "sslcert"),
            Map.entry("sslkey", "sslkey"),
            Map.entry("connect_timeout", "connectTimeout"),
            Map.entry("socket_timeout", "socketTimeout"),
            Map.entry("application_name", "ApplicationName"),
            Map.entry("options", "options"),
            Map.entry("channel_binding", "channelBinding"));

    /** Parameters that are obeyed here, or mean nothing for us. */
    private static final Set<String> OWN_NAMES = Set.of(
            "user",
            "password",
            "host",
            "port",
            "dbname",
            "schema",
            "connection_limit",
            "pool_timeout",
            "pgbouncer",
            "statement_cache_size",
            "sslaccept",
            "target_session_attrs");

    private static final Set<String> TLS_MODES =
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    static DatabaseUrl parse(String text) throws Unreadable {
        String trimmed = text.strip();
        String plain = trimmed.startsWith("jdbc:") ? trimmed.substring("jdbc:".length()) : trimmed;
        if (!plain.contains("://")) {
            return parseKeywords(plain);
        }
        ConnectionText url = ConnectionText.parse(plain);
        if (!url.scheme().equals("postgres") && !url.scheme().equals("postgresql")) {
            throw new Unreadable("must begin with postgresql:// or postgres://");
        }
        Map<String, String> query = new LinkedHashMap<>(url.query());
        String user = url.user().orElse(query.getOrDefault("user", ""));
        String password = url.password().orElse(query.getOrDefault("password", ""));
        return of(hosts(url.authority()), url.path(), user, password, query);
    }

    private static DatabaseUrl parseKeywords(String text) throws Unreadable {
        Map<String, String> words = new LinkedHashMap<>();
        Matcher matcher = KEYWORD.matcher(text);
        int end = 0;
        while (matcher.find()) {
            String quoted = matcher.group(2);
            words.put(matcher.group(1), (quoted == null ? matcher.group(3) : quoted).replaceAll("\\\\(.)", "$1"));
            end = matcher.end();
        }
        if (words.isEmpty() || !text.substring(end).isBlank()) {
            throw new Unreadable("must be a postgresql:// URL or keywords such as host=... dbname=...");
        }
        String port = words.getOrDefault("port", String.valueOf(STANDARD_PORT));
        return of(
                List.of(HostPort.parse(words.getOrDefault("host", "localhost") + ":" + port, STANDARD_PORT)),
                words.getOrDefault("dbname", ""),
                words.getOrDefault("user", ""),
                words.getOrDefault("password", ""),
                words);
    }

    private static List<HostPort> hosts(String authority) throws Unreadable {
        List<HostPort> hosts = new ArrayList<>();
        for (String host : authority.split(",", -1)) {
            hosts.add(HostPort.parse(host.isEmpty() ? "localhost" : host, STANDARD_PORT));
        }
        return hosts;
    }

    private static DatabaseUrl of(
            List<HostPort> hosts, String database, String user, String password, Map<String, String> query)
            throws Unreadable {
        if (user.isEmpty()) {
            throw new Unreadable("must name a user");
        }
        if (hosts.stream().anyMatch(host -> host.host().startsWith("/"))) {
            throw new Unreadable("names a socket; only TCP is supported");
        }
        if (!TLS_MODES.contains(query.getOrDefault("sslmode", "prefer"))) {
            throw new Unreadable(
                    "has an sslmode that is none of disable, allow, prefer, require, verify-ca, verify-full");
        }
        boolean pooler = query.getOrDefault("pgbouncer", "").equalsIgnoreCase("true")
                || query.getOrDefault("statement_cache_size", "").equals("0");
        Map<String, String> parameters = new LinkedHashMap<>();
        query.forEach((name, value) ->
                Optional.ofNullable(DRIVER_NAMES.get(name)).ifPresent(driverName -> parameters.put(driverName, value)));
        if (query.getOrDefault("sslaccept", "").equals("strict")) {
            parameters.put("sslmode", "verify-full");
        }
        if (query.getOrDefault("target_session_attrs", "").equals("read-write")) {
            parameters.put("targetServerType", "primary");
        }
        if (pooler) {
            parameters.put("prepareThreshold", "0");
        }
        String name = database.isEmpty() ? user : database;
        return new DatabaseUrl(
                new DatabaseAddress(hosts, name, user, new Secret(password), parameters, pooler),
                number(query, "connection_limit"),
                number(query, "pool_timeout"),
                !query.keySet().stream().allMatch(word -> DRIVER_NAMES.containsKey(word) || OWN_NAMES.contains(word)));
    }

    private static Optional<Integer> number(Map<String, String> query, String name) throws Unreadable {
        String text = query.get(name);
        if (text == null) {
            return Optional.empty();
        }
        try {
            int value = new BigDecimal(text).intValueExact();
            if (value > 0) {
                return Optional.of(value);
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // said below
        }
        throw new Unreadable(name + " must be a positive whole number");
    }
}
