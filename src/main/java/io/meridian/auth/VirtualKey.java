package io.meridian.auth;

import io.meridian.base.BudgetPeriod;
import io.meridian.directory.RateCaps;
import io.meridian.directory.SpendCap;
import io.meridian.directory.Stamps;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A virtual key as it is stored, in parts that change together. Immutable. */
public record VirtualKey(
        KeyHash hash,
        Name name,
        Owner owner,
        Access access,
        RateCaps rates,
        SpendCap budget,
        Rotation rotation,
        Details details,
        Stamps stamps) {

    /** How people tell it from others; {@code mask} is {@code sk-...} and the last four characters. */
    public record Name(@Nullable String mask, @Nullable String alias, String type) {}

    /** To whom it belongs, and whose limits stand in for those it lacks. */
    public record Owner(
            @Nullable String userId,
            @Nullable String teamId,
            @Nullable String projectId,
            @Nullable String agentId,
            @Nullable String organizationId,
            @Nullable String budgetId) {}

    /** What it opens. No models means every model; no routes means every route a plain key may call. */
    public record Access(
            List<String> models,
            Map<String, String> aliases,
            List<String> allowedRoutes,
            boolean blocked,
            @Nullable Instant expires) {
        public Access {
            models = List.copyOf(models);
            aliases = Map.copyOf(aliases);
            allowedRoutes = List.copyOf(allowedRoutes);
        }
    }

    /** When it is to be replaced. */
    public record Rotation(
            boolean automatic,
            @Nullable String interval,
            int count,
            @Nullable Instant last,
            @Nullable Instant next) {}

    /** What is kept and echoed as it came: JSON text by column, and lists of names. */
    public record Details(
            String metadata,
            String config,
            String permissions,
            String modelMaxBudget,
            @Nullable String routerSettings,
            @Nullable String budgetLimits,
            @Nullable String objectPermission,
            List<String> allowedCacheControls,
            List<String> policies,
            List<String> accessGroupIds) {
        public Details {
            allowedCacheControls = List.copyOf(allowedCacheControls);
            policies = List.copyOf(policies);
            accessGroupIds = List.copyOf(accessGroupIds);
        }
    }

    public boolean isExpired(Instant now) {
        Instant expires = access.expires;
        return expires != null && !now.isBefore(expires);
    }

    /** The period its spend is booked on now, whether or not it has a budget. */
    public BudgetPeriod budgetPeriod(Instant now, ZoneId zone) {
        return budget.period(stamps.createdAt(), now, zone);
    }

    /** What messages call it: its mask, which shows nothing that is secret. */
    public String mask() {
        return Optional.ofNullable(name.mask).orElse("sk-...");
    }
}
