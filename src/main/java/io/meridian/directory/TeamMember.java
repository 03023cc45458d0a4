package io.meridian.directory;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** That a user belongs to a team. Immutable. */
public record TeamMember(
        String teamId,
        String userId,
        boolean admin,
        @Nullable String budgetId,
        Instant createdAt,
        Instant updatedAt) {
    /** What members may call for the keys of their team unless the team says otherwise. */
    public static final List<String> STANDARD_PERMISSIONS = List.of("/key/info", "/key/health");

    /** The name under which a member's spend is booked; no two members share it, whatever their ids hold. */
    public String account() {
        return account(teamId, userId);
    }

    public static String account(String teamId, String userId) {
        return teamId.length() + ":" + teamId + userId;
    }

    public String roleName() {
        return admin ? "admin" : "user";
    }
}
