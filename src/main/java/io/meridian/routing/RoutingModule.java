package io.meridian.routing;

import java.util.List;
import java.util.Map;

/** The router over what the configuration offers. Immutable. */
public record RoutingModule(Router router) {
    public static RoutingModule create(List<Deployment> deployments, Map<String, Alias> aliases) {
        return new RoutingModule(new Router(new RoutingTable(deployments, aliases)));
    }
}
