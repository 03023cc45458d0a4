package io.meridian.auth;

import io.meridian.directory.Team;
import org.jspecify.annotations.Nullable;

/** The object a request is about, as far as it matters for who may touch it. Immutable. */
public record Subject(
        @Nullable KeyHash key,
        @Nullable String userId,
        @Nullable String teamId,
        @Nullable String organizationId) {
    public static Subject of(VirtualKey key) {
        return new Subject(
                key.hash(),
                key.owner().userId(),
                key.owner().teamId(),
                key.owner().organizationId());
    }

    public static Subject of(Team team) {
        return new Subject(null, null, team.id(), team.organizationId());
    }

    public static Subject ofUser(String userId) {
        return new Subject(null, userId, null, null);
    }

    public static Subject ofOrganization(String organizationId) {
        return new Subject(null, null, null, organizationId);
    }
}
