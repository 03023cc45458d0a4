package io.meridian.auth;

import io.meridian.directory.Role;
import java.util.Set;

/**
 * Who may call a route: these roles for every object there is, and whoever has one of these ties for the objects so
 * tied. Immutable.
 */
public record RouteRule(String method, String path, Access access, Set<Role> roles, Set<Tie> ties) {
    public RouteRule {
        roles = Set.copyOf(roles);
        ties = Set.copyOf(ties);
    }

    /** A rule of something that stands at many paths and does nothing. */
    public static RouteRule ofAnybody(Access access) {
        return new RouteRule("*", "*", access, Set.of(Role.values()), Set.of());
    }

    boolean isRead() {
        return method.equals("GET");
    }

    /** Whether the caller may do this to every object. The master key may do everything. */
    boolean opensEverythingTo(Caller caller) {
        return caller.isMaster() || roles.contains(caller.role());
    }

    /** Whether it is worth looking at what the request is about. Only users we know change something by a tie. */
    boolean opensTo(Caller caller) {
        return opensEverythingTo(caller) || (!ties.isEmpty() && (isRead() || caller.isActingUser()));
    }
}
