package io.meridian.admin.key;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.auth.Permit;
import io.meridian.auth.VirtualKey;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.Budget;
import io.meridian.directory.RateCaps;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Nobody but an administrator makes a key that opens more than the one they come with, nor widens one beyond it. In
 * each respect a key may be what it was, or what the caller's own key is, or less.
 */
final class KeyBounds {
    /** In which respects a key may open more than another. */
    private static final Map<String, Respect> RESPECTS = Map.ofEntries(
            Map.entry("models", KeyReach::models),
            Map.entry("aliases", KeyReach::aliases),
            Map.entry("allowed_routes", KeyReach::routes),
            Map.entry("duration", KeyReach::expiry),
            Map.entry("max_budget", KeyReach::budget),
            Map.entry(
                    "rpm_limit",
                    (own, made, _) ->
                            KeyReach.least(rates(own).rpm(), rates(made).rpm())),
            Map.entry(
                    "tpm_limit",
                    (own, made, _) ->
                            KeyReach.least(rates(own).tpm(), rates(made).tpm())),
            Map.entry(
                    "max_parallel_requests",
                    (own, made, _) ->
                            KeyReach.least(rates(own).parallel(), rates(made).parallel())),
            Map.entry("model limits", (own, made, _) -> KeyReach.modelRules(own.key, made.key)),
            Map.entry("budget_limits", (own, made, _) -> KeyReach.windows(own.key, made.key)),
            Map.entry("enforced_params", KeyReach::demands),
            Map.entry("allowed_cache_controls", KeyReach::cacheControls),
            Map.entry(
                    "guardrails",
                    (own, made, _) -> KeyReach.keeps(metadata(own, "guardrails"), metadata(made, "guardrails"))),
            Map.entry(
                    "policies",
                    (own, made, _) -> made.key
                            .details()
                            .policies()
                            .containsAll(own.key.details().policies())),
            Map.entry("object_permission", KeyReach::objects),
            Map.entry("access_group_ids", KeyReach::accessGroups),
            Map.entry("project_id", KeyReach::project));

    private final Permit permit;
    private final Instant now;

    KeyBounds(Permit permit, Instant now) {
        this.permit = permit;
        this.now = now;
    }

    /** A key with the limits that stand in for those it lacks. */
    record Opening(VirtualKey key, Optional<Budget> tier) {}

    /** Whether a key opens no more than another. */
    @FunctionalInterface
    private interface Respect {
        boolean within(Opening own, Opening made, Instant now);
    }

    /** Refuses a new key that opens more than the caller's own. */
    void require(Opening made) {
        require(made, Optional.empty());
    }

    /** Refuses to tell a key that opens more than the caller's own: whoever regenerates a key comes to have it. */
    void requireDisclosable(Opening key) {
        if (!permit.isUnlimited()) {
            require(key, Optional.of(own()));
        }
    }

    /** Refuses a change by which a key opens more than the caller's key and more than it did before. */
    void require(Opening made, Optional<Opening> before) {
        if (permit.isUnlimited()) {
            return;
        }
        Opening own = own();
        RESPECTS.forEach((name, respect) -> {
            boolean widened =
                    before.filter(old -> respect.within(old, made, now)).isEmpty();
            if (widened && !respect.within(own, made, now)) {
                throw new GatewayException.Forbidden(
                        "auth_error", "The key would open more than your own key does: %s.".formatted(name), name);
            }
        });
        requireUnprivileged(made.key, before.map(Opening::key));
    }

    private Opening own() {
        return new Opening(
                permit.caller().key().orElseThrow(),
                permit.caller().belonging().budgets().key());
    }

    /** What only administrators give stays what it was, or goes. */
    private static void requireUnprivileged(VirtualKey made, Optional<VirtualKey> before) {
        requireGiven(
                "permissions",
                JsonText.stored(made.details().permissions()),
                before.map(old -> JsonText.stored(old.details().permissions())));
        requireGiven(
                "allowed_passthrough_routes",
                metadata(made, "allowed_passthrough_routes"),
                before.map(old -> metadata(old, "allowed_passthrough_routes")));
    }

    private static void requireGiven(String field, JsonNode made, Optional<JsonNode> before) {
        if (!made.isEmpty() && before.filter(made::equals).isEmpty()) {
            throw adminsOnly(field);
        }
    }

    private static RateCaps rates(Opening opening) {
        return opening.key.rates(opening.tier);
    }

    private static JsonNode metadata(Opening opening, String name) {
        return metadata(opening.key, name);
    }

    private static JsonNode metadata(VirtualKey key, String name) {
        return JsonText.stored(key.details().metadata()).path(name);
    }

    static GatewayException adminsOnly(String field) {
        return new GatewayException.Forbidden("auth_error", "Only proxy admins may set %s.".formatted(field), field);
    }
}
