package io.meridian.directory;

import java.util.Optional;

/** Whom a key belongs to, with the limits they brought along; what a key does not name is absent. Immutable. */
public record Belonging(
        Optional<User> user,
        Memberships memberships,
        Optional<Team> team,
        Optional<TeamMember> member,
        Optional<Organization> organization,
        Budgets budgets) {
    public static final Belonging NOBODY = new Belonging(
            Optional.empty(), Memberships.NONE, Optional.empty(), Optional.empty(), Optional.empty(), Budgets.NONE);

    /** The budgets referred to: by the key itself, by its user's membership in its team, by its organization. */
    public record Budgets(Optional<Budget> key, Optional<Budget> member, Optional<Budget> organization) {
        public static final Budgets NONE = new Budgets(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
