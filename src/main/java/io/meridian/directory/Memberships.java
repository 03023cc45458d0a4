package io.meridian.directory;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The teams and organizations of one user, by id. Immutable. */
public record Memberships(Map<String, TeamMember> teams, Map<String, OrganizationMember> organizations) {
    public static final Memberships NONE = new Memberships(Map.of(), Map.of());

    public Memberships {
        teams = Map.copyOf(teams);
        organizations = Map.copyOf(organizations);
    }

    static Memberships of(List<TeamMember> teams, List<OrganizationMember> organizations) {
        return new Memberships(
                teams.stream().collect(Collectors.toMap(TeamMember::teamId, Function.identity())),
                organizations.stream()
                        .collect(Collectors.toMap(OrganizationMember::organizationId, Function.identity())));
    }

    public Optional<TeamMember> team(String id) {
        return Optional.ofNullable(teams.get(id));
    }

    public Optional<OrganizationMember> organization(String id) {
        return Optional.ofNullable(organizations.get(id));
    }

    /** The teams this user administers. */
    public Set<String> administeredTeams() {
        return teams.values().stream()
                .filter(TeamMember::admin)
                .map(TeamMember::teamId)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The organizations this user administers. */
    public Set<String> administeredOrganizations() {
        return organizations.values().stream()
                .filter(OrganizationMember::isAdmin)
                .map(OrganizationMember::organizationId)
                .collect(Collectors.toUnmodifiableSet());
    }
}
