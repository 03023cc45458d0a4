package io.meridian.admin.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.BudgetPeriod;
import io.meridian.base.JsonText;
import io.meridian.directory.RateCaps;
import io.meridian.directory.SpendCap;
import io.meridian.directory.Stamps;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How values of a row look in an answer. */
public final class View {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private View() {}

    public static void put(ObjectNode view, String name, @Nullable Instant moment) {
        view.put(name, moment == null ? null : MOMENT.format(moment));
    }

    public static void put(ObjectNode view, String name, List<String> values) {
        Consumer<String> add = view.putArray(name)::add;
        values.forEach(add);
    }

    /** JSON that is kept as text; none is null. */
    public static JsonNode stored(@Nullable String json) {
        return json == null ? NullNode.instance : JsonText.stored(json);
    }

    public static void put(ObjectNode view, RateCaps rates) {
        view.put("max_parallel_requests", rates.parallel());
        view.put("tpm_limit", rates.tpm());
        view.put("rpm_limit", rates.rpm());
    }

    public static void put(ObjectNode view, SpendCap cap, BudgetPeriod period) {
        view.set("max_budget", JsonText.number(cap.max()));
        view.set("soft_budget", JsonText.number(cap.soft()));
        view.put("budget_duration", cap.duration());
        put(view, "budget_reset_at", period.end().orElse(null));
    }

    public static void put(ObjectNode view, Stamps stamps) {
        put(view, "created_at", stamps.createdAt());
        view.put("created_by", stamps.createdBy());
        put(view, "updated_at", stamps.updatedAt());
        view.put("updated_by", stamps.updatedBy());
    }
}
