package io.meridian.admin.spend;

import io.meridian.auth.Caller;
import io.meridian.auth.Permit;
import io.meridian.auth.Subject;
import io.meridian.auth.VirtualKey;
import io.meridian.base.GatewayException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whose spend somebody may see. Every query of rows and sums takes one, so that none can forget it; whatever else is
 * asked for only narrows it. Immutable.
 */
sealed interface SpendScope {
    /** Everybody's. */
    record Everything() implements SpendScope {}

    /** What was spent in one user's name, with whichever key. */
    record OfUser(String userId) implements SpendScope {}

    /** What one key spent: of a key that belongs to nobody, who is not the nobody other keys belong to. */
    record OfKey(String apiKey) implements SpendScope {}

    /** What these teams spent, and what the caller did. */
    record OfTeams(Set<String> teams, SpendScope own) implements SpendScope {
        public OfTeams {
            teams = Set.copyOf(teams);
        }
    }

    /** What was spent for these organizations. */
    record OfOrganizations(Set<String> organizations) implements SpendScope {
        public OfOrganizations {
            organizations = Set.copyOf(organizations);
        }
    }

    static SpendScope everything() {
        return new Everything();
    }

    /** The caller's own, or everything for those whom the table of routes names by their role. */
    static SpendScope of(Permit permit) {
        return permit.isUnlimited() ? everything() : own(permit.caller());
    }

    /** The same, where rows of a team may be asked for: whoever has no right to all of them gets a member's own. */
    static SpendScope ofTeam(Permit permit, Optional<String> team) {
        SpendScope own = of(permit);
        if (permit.isUnlimited() || team.isEmpty()) {
            return own;
        }
        return whole(permit, team.get()) ? new OfTeams(Set.of(team.get()), own) : own;
    }

    /** The same for several teams; for none of them, those in which the caller may see everybody. */
    static SpendScope ofTeams(Permit permit, List<String> asked) {
        SpendScope own = of(permit);
        if (permit.isUnlimited()) {
            return own;
        }
        Set<String> teams = new HashSet<>(asked.isEmpty() ? permit.teams() : Set.of());
        asked.stream().filter(team -> whole(permit, team)).forEach(teams::add);
        return new OfTeams(teams, own);
    }

    static SpendScope ofOrganizations(Permit permit, List<String> asked) {
        if (permit.isUnlimited()) {
            return everything();
        }
        Set<String> administered = permit.organizations();
        if (administered.isEmpty() || !administered.containsAll(asked)) {
            throw new GatewayException.Forbidden(
                    "auth_error", "Only administrators of an organization can view its spend.", "organization_ids");
        }
        return new OfOrganizations(administered);
    }

    /** Refuses whoever names another user: the answer would be empty, and look as if there were no spend. */
    default void requireUser(Optional<String> asked) {
        boolean allowed = switch (this) {
            case OfUser own -> asked.isEmpty() || asked.get().equals(own.userId());
            case OfKey own -> asked.isEmpty();
            // within a team whose spend one may see, everybody can be named
            case Everything all -> true;
            case OfTeams teams -> true;
            case OfOrganizations organizations -> true;
        };
        if (!allowed) {
            throw new GatewayException.Forbidden(
                    "auth_error", "Non-admin users can only view their own spend data.", "user_id");
        }
    }

    private static SpendScope own(Caller caller) {
        Optional<String> user = caller.key().map(VirtualKey::owner).map(VirtualKey.Owner::userId);
        return user.<SpendScope>map(OfUser::new).orElseGet(() -> new OfKey(caller.account()));
    }

    /** Whether all of a team may be seen; who does not even belong to it is refused. */
    private static boolean whole(Permit permit, String team) {
        Caller caller = permit.caller();
        boolean whole = permit.covers(new Subject(null, null, team, null));
        boolean member = caller.belonging().memberships().team(team).isPresent()
                || caller.key().map(key -> team.equals(key.owner().teamId())).orElse(false);
        if (!whole && !member) {
            throw new GatewayException.Forbidden(
                    "auth_error", "You are not allowed to view the spend of team '%s'.".formatted(team), "team_id");
        }
        return whole;
    }
}
