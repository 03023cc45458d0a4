package io.meridian.auth;

import io.meridian.directory.Role;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The one table that says who may call what. A route that is not in it does not exist. Immutable. */
public final class RouteTable {
    private static final Map<String, Set<Role>> ROLES = Map.of(
            "master", Set.of(),
            "admin", Set.of(Role.PROXY_ADMIN),
            "viewer", Set.of(Role.PROXY_ADMIN_VIEWER),
            "user", Set.of(Role.INTERNAL_USER),
            "user_viewer", Set.of(Role.INTERNAL_USER_VIEWER),
            "any", Set.of(Role.values()));
    private static final String NONE = "-";
    private static final RouteTable OURS = read();

    private final Map<String, RouteRule> rules;

    private RouteTable(Map<String, RouteRule> rules) {
        this.rules = rules;
    }

    public static RouteTable ours() {
        return OURS;
    }

    /** The rule of a route; the path is the template under which it is registered. */
    public Optional<RouteRule> find(String method, String path) {
        return Optional.ofNullable(rules.get(method + " " + path));
    }

    public Collection<RouteRule> rules() {
        return rules.values();
    }

    private static RouteTable read() {
        try (InputStream table = RouteTable.class.getResourceAsStream("routes.txt")) {
            if (table == null) {
                throw new IllegalStateException("the table of routes is not in the WAR");
            }
            return of(new String(table.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static RouteTable of(String text) {
        Map<String, RouteRule> rules = new LinkedHashMap<>();
        text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(RouteTable::rule)
                .forEach(rule -> {
                    if (rules.put(rule.method() + " " + rule.path(), rule) != null) {
                        throw new IllegalStateException("two rules for " + rule.method() + " " + rule.path());
                    }
                });
        return new RouteTable(rules);
    }

    private static RouteRule rule(String line) {
        String[] columns = line.split("\\s+", -1);
        if (columns.length != 5) {
            throw new IllegalStateException("no rule of five columns: " + line);
        }
        return new RouteRule(columns[0], columns[1], Access.of(columns[2]), roles(columns[3]), ties(columns[4]));
    }

    private static Set<Role> roles(String column) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : column.equals(NONE) ? new String[0] : column.split(",", -1)) {
            Set<Role> named = ROLES.get(name);
            if (named == null) {
                throw new IllegalStateException("no role in the table of routes: " + name);
            }
            roles.addAll(named);
        }
        return roles;
    }

    private static Set<Tie> ties(String column) {
        return column.equals(NONE)
                ? Set.of()
                : Arrays.stream(column.split(",", -1)).map(Tie::of).collect(Collectors.toSet());
    }
}
