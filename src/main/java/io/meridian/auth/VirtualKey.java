package io.meridian.auth;

import io.meridian.base.BudgetPeriod;
import io.meridian.directory.Budget;
import io.meridian.directory.RateCaps;
import io.meridian.directory.SpendCap;
import io.meridian.directory.Stamps;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A virtual key as it is stored, in parts that change together. Immutable.
 *
 * @param account under which its limits are counted and its spend is booked; it survives a new hash
 * @param rules what of its details every call has to ask
 */
public record VirtualKey(
        KeyHash hash,
        String account,
        Name name,
        Owner owner,
        Access access,
        RateCaps rates,
        SpendCap budget,
        Rotation rotation,
        Details details,
        KeyRules rules,
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

    /** The same key with its spend reset at a moment. */
    public VirtualKey resetAt(Instant moment) {
        return new VirtualKey(
                hash, account, name, owner, access, rates, budget.reset(moment), rotation, details, rules, stamps);
    }

    /** The same key, opened by something else from now on. */
    public VirtualKey replacedBy(KeyHash newHash, String mask, Rotation rotated, Stamps changed) {
        return new VirtualKey(
                newHash,
                account,
                new Name(mask, name.alias, name.type),
                owner,
                access,
                rates,
                budget,
                rotated,
                details,
                rules,
                changed);
    }

    /** The same key, blocked or not. */
    public VirtualKey blocked(boolean blocked, Stamps changed) {
        return new VirtualKey(
                hash,
                account,
                name,
                owner,
                new Access(access.models, access.aliases, access.allowedRoutes, blocked, access.expires),
                rates,
                budget,
                rotation,
                details,
                rules,
                changed);
    }

    public boolean isExpired(Instant now) {
        Instant expires = access.expires;
        return expires != null && !now.isBefore(expires);
    }

    /** The period its spend is booked on now, whether or not it has a budget; its tier has no say in this. */
    public BudgetPeriod budgetPeriod(Instant now, ZoneId zone) {
        return budget.period(stamps.createdAt(), now, zone);
    }

    /** Its own limits, and where it has none those of its tier. */
    public RateCaps rates(Optional<Budget> tier) {
        return tier.map(found -> rates.or(found.rates())).orElse(rates);
    }

    /** Its own budget, and where it has none that of its tier. */
    public SpendCap budget(Optional<Budget> tier) {
        return tier.map(found -> budget.or(found.spend())).orElse(budget);
    }

    /** What it may spend in a period, with what it may spend more for a while. */
    public Optional<BigDecimal> maximum(Optional<Budget> tier, Instant now) {
        return Optional.ofNullable(budget(tier).max()).map(max -> rules.raised(max, now));
    }

    /** The name under which one of its rules is counted: of an account that no two keys share. */
    public String account(String rule) {
        return account + ":" + rule;
    }

    /** The name under which counters of its team lie together, or its own where it has no team. */
    public String tenant() {
        return owner.teamId == null ? account : owner.teamId;
    }

    /** What messages call it: its mask, which shows nothing that is secret. */
    public String mask() {
        return Optional.ofNullable(name.mask).orElse("sk-...");
    }
}
