package io.meridian.auth;

import java.util.Locale;

/** What may connect a caller with an object, and so open a route for that object though not for all. */
public enum Tie {
    /** The object is the caller's own key. */
    KEY,
    /** The object belongs to the caller's user. */
    SELF,
    /** It belongs to the caller's user and to no team, whose rules would come first. */
    OWNER,
    /** It belongs to a team of the caller's. */
    MEMBER,
    /** It belongs to a team of the caller's whose members may call this route. */
    PERMITTED,
    /** It belongs to a team the caller administers. */
    TEAM_ADMIN,
    /** It belongs to an organization of the caller's. */
    ORG_MEMBER,
    /** It belongs to an organization the caller administers. */
    ORG_ADMIN;

    static Tie of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
