package io.meridian.routing;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** All that can be called: by everybody, and by the keys of single teams. Immutable. */
public record Offer(Part everybodys, Map<String, Part> ofTeams) {
    public Offer {
        ofTeams = Map.copyOf(ofTeams);
    }

    /** Deployments, other names of their groups, and the access groups of each group. */
    public record Part(
            List<Deployment> deployments, Map<String, Alias> aliases, Map<String, Set<String>> accessGroups) {
        public Part {
            deployments = List.copyOf(deployments);
            aliases = Map.copyOf(aliases);
            accessGroups = Map.copyOf(accessGroups);
        }
    }
}
