package io.meridian.directory;

import java.util.Set;

/** What somebody sees who does not see everything: what belongs to these teams and organizations. Immutable. */
public record Visible(Set<String> teams, Set<String> organizations) {
    public Visible {
        teams = Set.copyOf(teams);
        organizations = Set.copyOf(organizations);
    }
}
