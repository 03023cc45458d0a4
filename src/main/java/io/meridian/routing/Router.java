package io.meridian.routing;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Decides where a call goes. Thread-safe; the table is swapped whole. */
public final class Router {
    private final WeightedShuffle shuffle;
    private volatile RoutingTable table;

    Router(RoutingTable table) {
        this.table = table;
        this.shuffle = new WeightedShuffle(() -> ThreadLocalRandom.current().nextDouble());
    }

    /** A deployment for the name as asked, or nothing if no deployment has it. */
    public Optional<Plan> plan(String name) {
        return table.resolve(name)
                .map(route -> new Plan(route.publicName(), route.group(), shuffle.pick(route.deployments())));
    }

    /** The names clients may ask for. */
    public Set<String> names() {
        return table.names();
    }

    void replace(RoutingTable newer) {
        table = newer;
    }
}
