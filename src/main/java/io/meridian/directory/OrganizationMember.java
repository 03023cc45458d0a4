package io.meridian.directory;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** That a user belongs to an organization. Immutable. */
public record OrganizationMember(
        String organizationId,
        String userId,
        Rank rank,
        @Nullable String budgetId,
        Instant createdAt,
        Instant updatedAt) {

    /** What a user is within an organization; the names are those of the wire. */
    public enum Rank {
        ORG_ADMIN("org_admin"),
        INTERNAL_USER("internal_user"),
        INTERNAL_USER_VIEWER("internal_user_viewer");

        private final String wireName;

        Rank(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        public static Optional<Rank> of(String wireName) {
            return Arrays.stream(values())
                    .filter(rank -> rank.wireName.equals(wireName))
                    .findFirst();
        }
    }

    public boolean isAdmin() {
        return rank == Rank.ORG_ADMIN;
    }
}
