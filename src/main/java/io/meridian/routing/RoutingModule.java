package io.meridian.routing;

import java.util.List;
import java.util.Map;

/** The router over what is offered. Immutable. */
public record RoutingModule(Router router) {
    public static RoutingModule create(Offer offer) {
        return new RoutingModule(new Router(offer));
    }

    /** With nothing but deployments that everybody may call. */
    public static RoutingModule create(List<Deployment> deployments, Map<String, Alias> aliases) {
        return create(new Offer(new Offer.Part(deployments, aliases, Map.of()), Map.of()));
    }
}
