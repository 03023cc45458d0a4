package io.meridian.admin.moving;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.JsonText;
import io.meridian.directory.Budget;
import io.meridian.directory.BudgetStore;
import io.meridian.directory.SpendCap;
import io.meridian.directory.Stamps;
import io.meridian.store.Database;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What all goods need: both databases, who is there, and the moment of the import. Used by one thread. */
record Surroundings(Database here, SourceStore source, Presence presence, Instant now, ZoneId zone) {
    private static final String PERMISSIONS = "LiteLLM_ObjectPermissionTable";
    private static final String PERMISSION = "object_permission_id";

    SourceRow row(ObjectNode values) {
        return new SourceRow(values, now, zone);
    }

    /** What the row refers to as its object permission, as JSON. */
    @Nullable
    String objectPermission(SourceRow row) {
        String id = row.text(PERMISSION);
        if (id == null) {
            return null;
        }
        Optional<ObjectNode> found = source.find(PERMISSIONS, PERMISSION, id);
        if (found.isEmpty()) {
            row.remark("taken without " + PERMISSION + ", which names none that is there");
            return null;
        }
        ObjectNode permission = found.get();
        permission.remove(PERMISSION);
        permission.properties().removeIf(entry -> entry.getValue().isNull());
        return JsonText.text(permission);
    }

    /** Where a budget of one's own books. */
    Goods.Total total(String scope, String id, SpendCap cap, Stamps stamps) {
        return new Goods.Total(
                scope, id, cap.period(stamps.createdAt(), now, zone).start());
    }

    /** Where a budget that is referred to books; without one nothing is ever renewed. */
    Goods.Total total(String scope, String id, @Nullable String budgetId) {
        Optional<Budget> budget = Optional.ofNullable(budgetId).flatMap(new BudgetStore(here)::find);
        return budget.map(found -> total(scope, id, found.spend(), found.stamps()))
                .orElseGet(() -> total(scope, id, SpendCap.NONE, Stamps.made(now, null)));
    }

    /** The models that stand for other names, which their teams keep in a table apart. */
    Map<String, String> aliases(SourceRow team) {
        if (!team.has("model_id")) {
            return Map.of();
        }
        return source.find("LiteLLM_ModelTable", "id", String.valueOf(team.count("model_id")))
                .map(values -> {
                    SourceRow row = row(values);
                    Map<String, String> aliases = row.names("aliases");
                    row.remarks().forEach(team::remark);
                    return aliases;
                })
                .orElseGet(HashMap::new);
    }
}
