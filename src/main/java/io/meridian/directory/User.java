package io.meridian.directory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Somebody who may own keys and belong to teams. Immutable. */
public record User(
        String id,
        Name name,
        Role role,
        List<String> models,
        RateCaps rates,
        SpendCap budget,
        Details details,
        Stamps stamps) {
    public User {
        models = List.copyOf(models);
    }

    /** How people and their identity provider call them. */
    public record Name(
            @Nullable String alias,
            @Nullable String email,
            @Nullable String ssoId) {}

    /** What is kept and echoed as it came: JSON text by column, and lists of names. */
    public record Details(
            String metadata,
            String modelMaxBudget,
            @Nullable String objectPermission,
            List<String> allowedCacheControls,
            List<String> policies) {
        public Details {
            allowedCacheControls = List.copyOf(allowedCacheControls);
            policies = List.copyOf(policies);
        }

        public static final Details NONE = new Details("{}", "{}", null, List.of(), List.of());
    }
}
