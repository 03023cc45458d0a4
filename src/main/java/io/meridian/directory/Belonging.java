package io.meridian.directory;

import java.util.List;
import java.util.Optional;

/**
 * Whom a key belongs to, with the limits they brought along, and what a single call is made for; what a key or a call
 * does not name is absent. Immutable.
 */
public record Belonging(
        Optional<User> user,
        Memberships memberships,
        Optional<Team> team,
        Optional<TeamMember> member,
        Optional<Organization> organization,
        Optional<Project> project,
        Budgets budgets,
        Groups groups,
        Served served) {
    public static final Belonging NOBODY = new Belonging(
            Optional.empty(),
            Memberships.NONE,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Budgets.NONE,
            Groups.NONE,
            Served.NOBODY);

    /** The membership of the user in the organization. */
    public Optional<OrganizationMember> organizationMember() {
        return organization.flatMap(found -> memberships.organization(found.id()));
    }

    public Belonging serving(Served call) {
        return new Belonging(user, memberships, team, member, organization, project, budgets, groups, call);
    }

    /** The budgets referred to by the key itself, its user's memberships, its organization, its project. */
    public record Budgets(
            Optional<Budget> key,
            Optional<Budget> member,
            Optional<Budget> organization,
            Optional<Budget> organizationMember,
            Optional<Budget> project) {
        public static final Budgets NONE =
                new Budgets(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The groups of models that are open to the key and to its team. */
    public record Groups(List<AccessGroup> key, List<AccessGroup> team) {
        public static final Groups NONE = new Groups(List.of(), List.of());
    }

    /** What a single call is made for: an end user, and its tags, of which some have a budget. */
    public record Served(Optional<EndUser> endUser, List<String> tags, List<Tagged> known) {
        public static final Served NOBODY = new Served(Optional.empty(), List.of(), List.of());
    }

    /** A tag of a call that is administered. */
    public record Tagged(Tag tag, Optional<Budget> budget) {}
}
