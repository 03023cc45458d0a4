package io.meridian.admin.key;

import io.meridian.admin.office.Office;
import io.meridian.auth.Caller;
import io.meridian.auth.Permit;
import io.meridian.base.GatewayException;
import io.meridian.directory.Memberships;
import io.meridian.directory.Team;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How far a caller sees when it lists keys. Thread-safe. */
record KeySight(Office office) {
    /** What a list is to have beside the caller's own keys. */
    record Wish(boolean teamKeys, boolean madeKeys) {
        static final Wish NOTHING = new Wish(false, false);
    }

    /** What is listed, and which part of it. */
    record Seen(KeyFilter filter, Set<KeyScope> scopes) {
        public Seen {
            scopes = Set.copyOf(scopes);
        }
    }

    /** Refuses who asks for what is foreign to it. */
    Seen of(Permit permit, KeyFilter filter, Wish wish) {
        if (permit.isUnlimited()) {
            return ofAdmin(filter, wish);
        }
        String own = permit.caller()
                .userId()
                .orElseThrow(() -> forbidden("You have no user_id, so there are no keys of yours to list.", "user_id"));
        Memberships memberships = permit.caller().belonging().memberships();
        if (filter.userId() != null && !filter.userId().equals(own)) {
            throw forbidden("You are not authorized to check another user's keys.", "user_id");
        }
        Set<String> administered = permit.organizations();
        @Nullable String organization = filter.organizationId();
        if (organization != null && memberships.organization(organization).isEmpty()) {
            throw forbidden("You are not authorized to check this organization's keys.", "organization_id");
        }
        boolean whole = organization != null && administered.contains(organization);
        @Nullable String team = filter.teamId();
        if (team != null) {
            boolean ofOwnOrganization =
                    organizationOf(team).filter(administered::contains).isPresent();
            if (memberships.team(team).isEmpty() && !ofOwnOrganization) {
                throw forbidden("You are not authorized to check this team's keys.", "team_id");
            }
            whole |= ofOwnOrganization;
        }
        return new Seen(
                filter,
                whole && filter.userId() == null ? Set.of(new KeyScope.Everything()) : scopes(permit, own, wish));
    }

    private static Seen ofAdmin(KeyFilter filter, Wish wish) {
        String user = filter.userId();
        return user == null || !wish.madeKeys()
                ? new Seen(filter, Set.of(new KeyScope.Everything()))
                : new Seen(filter.ofUser(null), Set.of(new KeyScope.OfUser(user), new KeyScope.AllMadeBy(user)));
    }

    private static Set<KeyScope> scopes(Permit permit, String own, Wish wish) {
        Caller caller = permit.caller();
        Set<String> teams = caller.belonging().memberships().teams().keySet();
        Set<KeyScope> scopes = new LinkedHashSet<>(Set.of(new KeyScope.OfUser(own)));
        if (wish.teamKeys()) {
            Set<String> whole = permit.teams();
            Set<String> others = new HashSet<>(teams);
            others.removeAll(whole);
            add(scopes, whole, new KeyScope.OfTeams(whole));
            add(scopes, others, new KeyScope.ServiceAccountsOf(others));
            add(scopes, permit.organizations(), new KeyScope.OfOrganizations(permit.organizations()));
        }
        if (wish.madeKeys()) {
            scopes.add(new KeyScope.MadeBy(own, teams));
        }
        return scopes;
    }

    private static void add(Set<KeyScope> scopes, Set<String> ids, KeyScope scope) {
        if (!ids.isEmpty()) {
            scopes.add(scope);
        }
    }

    private Optional<String> organizationOf(String team) {
        return office.directory().team(team).map(Team::organizationId);
    }

    private static GatewayException forbidden(String why, String param) {
        return new GatewayException.Forbidden("bad_request_error", why, param);
    }
}
