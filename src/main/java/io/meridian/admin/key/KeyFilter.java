package io.meridian.admin.key;

import io.meridian.auth.KeyHash;
import org.jspecify.annotations.Nullable;

/**
 * Which keys a list is asked for; what is absent does not matter. Immutable.
 *
 * @param aliasPart a part of the alias, in letters of any case
 */
record KeyFilter(
        @Nullable String userId,
        @Nullable String teamId,
        @Nullable String organizationId,
        @Nullable String projectId,
        @Nullable String agentId,
        @Nullable String accessGroupId,
        @Nullable KeyHash hash,
        @Nullable String alias,
        @Nullable String aliasPart) {
    static final KeyFilter NONE = new KeyFilter(null, null, null, null, null, null, null, null, null);

    /** Those of one user, where the list has to be of nobody else's. */
    KeyFilter ofUser(@Nullable String user) {
        return new KeyFilter(user, teamId, organizationId, projectId, agentId, accessGroupId, hash, alias, aliasPart);
    }

    /** Whether a maintained count tells how many there are: of all, of a user or of a team. */
    boolean isCounted() {
        return equals(NONE)
                || equals(NONE.ofUser(userId))
                || equals(new KeyFilter(null, teamId, null, null, null, null, null, null, null));
    }
}
