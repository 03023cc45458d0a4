package io.meridian.directory;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A group of users and keys that shares limits. Its members are told by {@link TeamMember}. Immutable. */
public record Team(
        String id,
        @Nullable String alias,
        @Nullable String organizationId,
        Access access,
        RateCaps rates,
        SpendCap budget,
        ForMembers forMembers,
        Details details,
        Stamps stamps) {

    /** What its keys open; {@code aliases} lead from a public name to the model meant. */
    public record Access(List<String> models, Map<String, String> aliases, boolean blocked) {
        public Access {
            models = List.copyOf(models);
            aliases = Map.copyOf(aliases);
        }
    }

    /** What members get who have nothing of their own; no permissions are those of {@link TeamMember}. */
    public record ForMembers(
            Optional<List<String>> permissions,
            List<String> models,
            @Nullable String budgetId) {
        public static final ForMembers NOTHING = new ForMembers(Optional.empty(), List.of(), null);

        public ForMembers {
            permissions = permissions.map(List::copyOf);
            models = List.copyOf(models);
        }
    }

    /** What is kept and echoed as it came: JSON text by column, and lists of names. */
    public record Details(
            String metadata,
            String modelMaxBudget,
            @Nullable String budgetLimits,
            @Nullable String routerSettings,
            @Nullable String objectPermission,
            List<String> accessGroupIds,
            List<String> policies) {
        public Details {
            accessGroupIds = List.copyOf(accessGroupIds);
            policies = List.copyOf(policies);
        }
    }

    /** The routes its members may call for its keys. */
    public List<String> memberPermissions() {
        return forMembers.permissions.orElse(TeamMember.STANDARD_PERMISSIONS);
    }
}
