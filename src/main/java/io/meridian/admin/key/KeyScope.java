package io.meridian.admin.key;

import java.util.Set;

/** A part of all keys; what a caller sees is one or several of them. Immutable. */
sealed interface KeyScope {
    /** Whatever the filter asks for. */
    record Everything() implements KeyScope {}

    /** The keys of a user. */
    record OfUser(String userId) implements KeyScope {}

    /** All keys of these teams. */
    record OfTeams(Set<String> teamIds) implements KeyScope {
        public OfTeams {
            teamIds = Set.copyOf(teamIds);
        }
    }

    /** Those keys of these teams that are no member's. */
    record ServiceAccountsOf(Set<String> teamIds) implements KeyScope {
        public ServiceAccountsOf {
            teamIds = Set.copyOf(teamIds);
        }
    }

    /** The keys of these organizations, be it through a team. */
    record OfOrganizations(Set<String> organizationIds) implements KeyScope {
        public OfOrganizations {
            organizationIds = Set.copyOf(organizationIds);
        }
    }

    /** What a user has made for teams it still belongs to, or for none. */
    record MadeBy(String userId, Set<String> teamIds) implements KeyScope {
        public MadeBy {
            teamIds = Set.copyOf(teamIds);
        }
    }

    /** What a user has made. */
    record AllMadeBy(String userId) implements KeyScope {}
}
