package io.meridian.model;

import java.util.List;
import java.util.Set;

/** All deployments there are, and the groups that are shown to everybody. Immutable. */
public record Listing(List<ListedModel> models, Set<String> publicGroups) {
    public Listing {
        models = List.copyOf(models);
        publicGroups = Set.copyOf(publicGroups);
    }
}
