package io.meridian.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which deployments serve which names: a snapshot that is replaced whole. Immutable. */
final class RoutingTable {
    private final Map<String, List<Deployment>> groups = new LinkedHashMap<>();
    private final Map<String, Alias> aliases;
    private final Map<String, List<Deployment>> byId = new HashMap<>();
    private final Map<String, List<Deployment>> byModel = new HashMap<>();
    private final List<PatternGroup> patterns = new ArrayList<>();
    private final Map<String, Set<String>> accessGroups;

    private record PatternGroup(NamePattern name, List<Deployment> deployments) {}

    RoutingTable(Offer.Part part) {
        this.aliases = part.aliases();
        this.accessGroups = part.accessGroups();
        for (Deployment deployment : part.deployments()) {
            groups.computeIfAbsent(deployment.group(), _ -> new ArrayList<>()).add(deployment);
            byId.putIfAbsent(deployment.id(), List.of(deployment));
            byModel.computeIfAbsent(deployment.qualifiedModel(), _ -> new ArrayList<>())
                    .add(deployment);
        }
        groups.forEach((group, members) -> {
            if (group.contains("*")) {
                patterns.add(new PatternGroup(new NamePattern(group), members));
            }
        });
        patterns.sort((left, right) -> NamePattern.MOST_SPECIFIC_FIRST.compare(left.name(), right.name()));
    }

    /** The deployments of a name: by alias, group, deployment id, pattern and, last, by what they call their model. */
    Optional<Route> resolve(String name) {
        Optional<Route> named = resolveNamed(name);
        return named.isPresent()
                ? named
                : Optional.ofNullable(byModel.get(group(name))).map(RoutingTable::inner);
    }

    /** As {@link #resolve}, but not by what the deployments call their model. */
    Optional<Route> resolveNamed(String name) {
        String group = group(name);
        List<Deployment> exact = groups.get(group);
        if (exact != null && !group.contains("*")) {
            return Optional.of(new Route(name, group, exact));
        }
        List<Deployment> one = byId.get(group);
        if (one != null) {
            return Optional.of(inner(one));
        }
        for (PatternGroup pattern : patterns) {
            if (pattern.name().matches(group)) {
                return Optional.of(new Route(name, group, substituted(pattern, group)));
            }
        }
        return Optional.empty();
    }

    /** The access groups of the deployments that serve a name. */
    Set<String> accessGroups(String name) {
        if (accessGroups.isEmpty()) {
            return Set.of();
        }
        return resolve(name)
                .map(route ->
                        accessGroups.getOrDefault(route.deployments().getFirst().group(), Set.of()))
                .orElse(Set.of());
    }

    private String group(String name) {
        Alias alias = aliases.get(name);
        return alias == null ? name : alias.group();
    }

    /** The names clients may use, in the order of the file; patterns are no names. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        groups.keySet().stream().filter(group -> !group.contains("*")).forEach(names::add);
        aliases.forEach((alias, target) -> {
            if (!target.hidden()) {
                names.add(alias);
            }
        });
        return names;
    }

    private static Route inner(List<Deployment> found) {
        String group = found.getFirst().group();
        return new Route(group, group, found);
    }

    private static List<Deployment> substituted(PatternGroup pattern, String name) {
        return pattern.deployments().stream()
                .map(deployment -> deployment.with(
                        pattern.name().substitute(name, deployment.model()).orElseThrow()))
                .toList();
    }
}
