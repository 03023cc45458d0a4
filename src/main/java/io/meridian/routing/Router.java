package io.meridian.routing;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides where a call goes. Thread-safe; what is offered is swapped whole. */
public final class Router {
    private final WeightedShuffle shuffle;
    private volatile Tables tables;

    /** What is offered to everybody, and before that to the keys of a team. */
    private record Tables(RoutingTable everybodys, Map<String, RoutingTable> ofTeams) {
        static Tables of(Offer offer) {
            return new Tables(
                    new RoutingTable(offer.everybodys()),
                    offer.ofTeams().entrySet().stream()
                            .collect(Collectors.toUnmodifiableMap(
                                    Map.Entry::getKey, team -> new RoutingTable(team.getValue()))));
        }

        Optional<Route> resolve(String name, @Nullable String team) {
            RoutingTable own = team == null ? null : ofTeams.get(team);
            Optional<Route> route = own == null ? Optional.empty() : own.resolveNamed(name);
            return route.isPresent() ? route : everybodys.resolve(name);
        }
    }

    Router(Offer offer) {
        this.tables = Tables.of(offer);
        this.shuffle = new WeightedShuffle(() -> ThreadLocalRandom.current().nextDouble());
    }

    /** A deployment for the name as a key of that team asked, or nothing if no deployment has it. */
    public Optional<Plan> plan(String name, @Nullable String team) {
        return tables.resolve(name, team)
                .map(route -> new Plan(route.publicName(), route.group(), shuffle.pick(route.deployments())));
    }

    /** The names that a key of that team may ask for. */
    public Set<String> names(@Nullable String team) {
        Tables now = tables;
        Set<String> names = new LinkedHashSet<>(now.everybodys().names());
        RoutingTable own = team == null ? null : now.ofTeams().get(team);
        if (own != null) {
            names.addAll(own.names());
        }
        return names;
    }

    /** The access groups that a name belongs to: whoever may use one of them may ask for it. */
    public Set<String> accessGroups(String name, @Nullable String team) {
        Tables now = tables;
        RoutingTable own = team == null ? null : now.ofTeams().get(team);
        if (own != null && own.resolveNamed(name).isPresent()) {
            return own.accessGroups(name);
        }
        return now.everybodys().accessGroups(name);
    }

    /** Whether a name means something that only this team may call. */
    public boolean isOfTeam(String name, String team) {
        RoutingTable own = tables.ofTeams().get(team);
        return own != null && own.resolveNamed(name).isPresent();
    }

    /** From now on this is offered; calls on their way end as they were planned. */
    public void replace(Offer offer) {
        tables = Tables.of(offer);
    }
}
