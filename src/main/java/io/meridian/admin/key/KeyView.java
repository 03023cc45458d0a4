package io.meridian.admin.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.View;
import io.meridian.auth.VirtualKey;
import io.meridian.base.BudgetPeriod;
import io.meridian.base.JsonText;
import io.meridian.base.Usd;

/** A key as administrators get to see it: the columns of the contract, and nothing that opens a door. */
final class KeyView {
    private KeyView() {}

    /** The columns of a key, with what it has spent in the period that runs now. */
    static ObjectNode of(VirtualKey key, Usd spent, BudgetPeriod period) {
        ObjectNode view = JsonText.object();
        view.put("key_name", key.name().mask());
        view.put("key_alias", key.name().alias());
        view.put("key_type", key.name().type());
        view.set("spend", JsonText.number(spent.toDecimal()));
        View.put(view, "expires", key.access().expires());
        View.put(view, "models", key.access().models());
        view.set("aliases", JsonText.tree(key.access().aliases()));
        view.set("config", JsonText.stored(key.details().config()));
        view.set("router_settings", View.stored(key.details().routerSettings()));
        view.put("user_id", key.owner().userId());
        view.put("team_id", key.owner().teamId());
        view.put("project_id", key.owner().projectId());
        view.put("agent_id", key.owner().agentId());
        view.put("organization_id", key.owner().organizationId());
        view.set("permissions", JsonText.stored(key.details().permissions()));
        View.put(view, key.rates());
        View.put(view, key.budget(), period);
        view.set("budget_limits", View.stored(key.details().budgetLimits()));
        view.put("budget_id", key.owner().budgetId());
        view.set("model_max_budget", JsonText.stored(key.details().modelMaxBudget()));
        view.putNull("litellm_budget_table");
        view.set("object_permission", View.stored(key.details().objectPermission()));
        view.put("blocked", key.access().blocked() ? Boolean.TRUE : null);
        view.set("metadata", JsonText.stored(key.details().metadata()));
        View.put(view, "allowed_cache_controls", key.details().allowedCacheControls());
        View.put(view, "allowed_routes", key.access().allowedRoutes());
        View.put(view, "policies", key.details().policies());
        View.put(view, "access_group_ids", key.details().accessGroupIds());
        view.put("auto_rotate", key.rotation().automatic());
        view.put("rotation_interval", key.rotation().interval());
        view.put("rotation_count", key.rotation().count());
        View.put(view, "last_rotation_at", key.rotation().last());
        View.put(view, "key_rotation_at", key.rotation().next());
        View.put(view, key.stamps());
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
}
