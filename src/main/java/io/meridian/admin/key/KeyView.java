package io.meridian.admin.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.auth.VirtualKey;
import io.meridian.base.BudgetPeriod;
import io.meridian.base.JsonText;
import io.meridian.base.Usd;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A key as administrators get to see it: the columns of the contract, and nothing that opens a door. */
final class KeyView {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private KeyView() {}

    /** The columns of a key, with what it has spent in the period that runs now. */
    static ObjectNode of(VirtualKey key, Usd spent, BudgetPeriod period) {
        ObjectNode view = JsonText.object();
        view.put("key_name", key.name().mask());
        view.put("key_alias", key.name().alias());
        view.put("key_type", key.name().type());
        view.set("spend", JsonText.number(spent.toDecimal()));
        put(view, "expires", key.access().expires());
        putAll(view, "models", key.access().models());
        view.set("aliases", JsonText.tree(key.access().aliases()));
        view.set("config", JsonText.stored(key.details().config()));
        view.set("router_settings", stored(key.details().routerSettings()));
        view.put("user_id", key.owner().userId());
        view.put("team_id", key.owner().teamId());
        view.put("project_id", key.owner().projectId());
        view.put("agent_id", key.owner().agentId());
        view.put("organization_id", key.owner().organizationId());
        view.set("permissions", JsonText.stored(key.details().permissions()));
        view.put("max_parallel_requests", key.limits().parallel());
        view.put("tpm_limit", key.limits().tpm());
        view.put("rpm_limit", key.limits().rpm());
        addBudget(view, key, period);
        view.put("blocked", key.access().blocked() ? Boolean.TRUE : null);
        view.set("metadata", JsonText.stored(key.details().metadata()));
        putAll(view, "allowed_cache_controls", key.details().allowedCacheControls());
        putAll(view, "allowed_routes", key.access().allowedRoutes());
        putAll(view, "policies", key.details().policies());
        putAll(view, "access_group_ids", key.details().accessGroupIds());
        view.put("auto_rotate", key.rotation().automatic());
        view.put("rotation_interval", key.rotation().interval());
        view.put("rotation_count", key.rotation().count());
        put(view, "last_rotation_at", key.rotation().last());
        put(view, "key_rotation_at", key.rotation().next());
        put(view, "created_at", key.stamps().createdAt());
        view.put("created_by", key.stamps().createdBy());
        put(view, "updated_at", key.stamps().updatedAt());
        view.put("updated_by", key.stamps().updatedBy());
        return view;
    }

    /** What administration decides of a key; what it has spent is not of its making. */
    static ObjectNode withoutSpend(VirtualKey key, BudgetPeriod period) {
        ObjectNode view = of(key, Usd.ZERO, period);
        view.remove("spend");
        return view;
    }

    /** The answer to a creation: the one time the key itself is shown. */
    static ObjectNode created(KeyDesk.Made made, BudgetPeriod period) {
        VirtualKey key = made.key();
        ObjectNode view = JsonText.object();
        view.put("key", made.rawKey());
        view.put("token", key.hash().hex());
        view.put("token_id", key.hash().hex());
        view.setAll(of(key, Usd.ZERO, period));
        view.put("duration", made.duration());
        JsonNode metadata = view.path("metadata");
        KeyFields.IN_METADATA.forEach(
                name -> view.set(name, metadata.path(name).isMissingNode() ? NullNode.instance : metadata.get(name)));
        return view;
    }

    private static void addBudget(ObjectNode view, VirtualKey key, BudgetPeriod period) {
        view.set("max_budget", JsonText.number(key.budget().max()));
        view.set("soft_budget", JsonText.number(key.budget().soft()));
        view.put("budget_duration", key.budget().duration());
        put(view, "budget_reset_at", period.end().orElse(null));
        view.set("budget_limits", stored(key.details().budgetLimits()));
        view.put("budget_id", key.budget().budgetId());
        view.set("model_max_budget", JsonText.stored(key.details().modelMaxBudget()));
        view.putNull("litellm_budget_table");
        view.set("object_permission", stored(key.details().objectPermission()));
    }

    private static JsonNode stored(@Nullable String json) {
        return json == null ? NullNode.instance : JsonText.stored(json);
    }

    private static void put(ObjectNode view, String name, @Nullable Instant moment) {
        view.put(name, moment == null ? null : MOMENT.format(moment));
    }

    private static void putAll(ObjectNode view, String name, List<String> values) {
        Consumer<String> add = view.putArray(name)::add;
        values.forEach(add);
    }
}
