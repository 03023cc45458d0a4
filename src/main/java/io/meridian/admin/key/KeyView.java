package io.meridian.admin.key;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.StoredFields;
import io.meridian.admin.form.View;
import io.meridian.auth.DeletedKeyStore;
import io.meridian.auth.Departure;
import io.meridian.auth.VirtualKey;
import io.meridian.base.BudgetPeriod;
import io.meridian.base.JsonText;
import io.meridian.base.Usd;
import io.meridian.directory.Budget;

/** A key as administrators get to see it: the columns of the contract, and nothing that opens a door. */
final class KeyView {
    private KeyView() {}

    /** The columns of a key, with what it has spent in the period that runs now. */
    static ObjectNode of(VirtualKey key, KeyAccounts accounts) {
        return of(key, accounts.spent(key), accounts);
    }

    static ObjectNode of(VirtualKey key, Usd spent, KeyAccounts accounts) {
        ObjectNode view = of(key, spent, accounts.period(key));
        accounts.tier(key).ifPresent(tier -> view.set("litellm_budget_table", tier(tier)));
        return view;
    }

    /** The columns and the hash, by which lists tell keys apart. */
    static ObjectNode row(VirtualKey key, Usd spent, KeyAccounts accounts) {
        ObjectNode view = JsonText.object().put("token", key.hash().hex());
        view.setAll(of(key, spent, accounts));
        return view;
    }

    /** A key that is gone, as it was. */
    static ObjectNode deleted(DeletedKeyStore.Deleted gone, KeyAccounts accounts) {
        Departure departure = gone.departure();
        ObjectNode view = JsonText.object().put("id", Long.toString(gone.id()));
        view.setAll(row(gone.key(), departure.spent(), accounts));
        View.put(view, "deleted_at", departure.at());
        view.put("deleted_by", departure.by());
        view.put("deleted_by_api_key", departure.byKey());
        view.put("litellm_changed_by", departure.changedBy());
        return view;
    }

    private static ObjectNode tier(Budget tier) {
        ObjectNode view = JsonText.object().put("budget_id", tier.id());
        view.set("max_budget", JsonText.number(tier.spend().max()));
        view.set("soft_budget", JsonText.number(tier.spend().soft()));
        View.put(view, tier.rates());
        view.put("budget_duration", tier.spend().duration());
        view.set("model_max_budget", JsonText.stored(tier.modelMaxBudget()));
        return view;
    }

    /** The columns of a key, with what it has spent in the period given. */
    private static ObjectNode of(VirtualKey key, Usd spent, BudgetPeriod period) {
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
    static ObjectNode created(KeyMaker.Made made, KeyAccounts accounts) {
        VirtualKey key = made.key();
        ObjectNode view = JsonText.object();
        view.put("key", made.rawKey());
        view.put("token", key.hash().hex());
        view.put("token_id", key.hash().hex());
        view.setAll(of(key, made.spent(), accounts));
        view.put("duration", made.duration());
        StoredFields.show(view, KeyFields.IN_METADATA);
        return view;
    }
}
