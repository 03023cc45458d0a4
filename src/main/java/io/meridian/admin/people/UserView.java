package io.meridian.admin.people;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.View;
import io.meridian.base.BudgetPeriod;
import io.meridian.base.JsonText;
import io.meridian.base.Usd;
import io.meridian.directory.User;
import java.util.List;

/** A user as administrators and the user get to see it: the columns of the contract without the password. */
final class UserView {
    private UserView() {}

    /** The columns of a user, with its teams and what it has spent in the period that runs now. */
    static ObjectNode of(User user, List<String> teams, Usd spent, BudgetPeriod period) {
        ObjectNode view = JsonText.object();
        view.put("user_id", user.id());
        view.put("user_alias", user.name().alias());
        view.put("user_email", user.name().email());
        view.put("sso_user_id", user.name().ssoId());
        view.put("user_role", user.role().wireName());
        View.put(view, "teams", teams);
        view.putNull("team_id");
        view.putNull("organization_id");
        View.put(view, "models", user.models());
        view.set("spend", JsonText.number(spent.toDecimal()));
        View.put(view, user.rates());
        View.put(view, user.budget(), period);
        view.putObject("model_spend");
        view.set("model_max_budget", JsonText.stored(user.details().modelMaxBudget()));
        view.set("metadata", JsonText.stored(user.details().metadata()));
        View.put(view, "allowed_cache_controls", user.details().allowedCacheControls());
        View.put(view, "policies", user.details().policies());
        view.set("object_permission", View.stored(user.details().objectPermission()));
        view.putNull("object_permission_id");
        View.put(view, "created_at", user.stamps().createdAt());
        View.put(view, "updated_at", user.stamps().updatedAt());
        return view;
    }
}
