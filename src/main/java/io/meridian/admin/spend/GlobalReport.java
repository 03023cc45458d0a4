package io.meridian.admin.spend;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Query;
import io.meridian.admin.spend.Activity.Part;
import io.meridian.admin.spend.Activity.Source;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The report for accountants: by day and team, by day and customer, or by key. */
final class GlobalReport {
    /** A line for every day, entity, model and key. */
    private static final int MOST = 50_000;

    private GlobalReport() {}

    static ArrayNode of(Query query, ActivityStore store) {
        Span.Days days = Span.ofDays(query).orElseThrow(Span::missing);
        Optional<String> key = query.text("api_key").map(RowRequest::account);
        Optional<String> user = query.text("internal_user_id");
        Optional<String> team = query.text("team_id");
        Optional<String> customer = query.text("customer_id");
        // whoever asks for one key's or one user's spend wants to see it by key
        String standard = key.isPresent() || user.isPresent() ? "api_key" : customer.isPresent() ? "customer" : "team";
        String by = query.text("group_by").orElse(standard);
        query.check();
        Source source = by.equals("customer") || customer.isPresent() ? Source.END_USERS : Source.CALLS;
        Activity activity = Activity.of(source, SpendScope.everything(), days)
                .only(Part.API_KEY, key)
                .only(Part.USER, user)
                .only(Part.TEAM, team)
                .only(Part.END_USER, customer);
        return switch (by) {
            case "team" -> byDay(store, activity, Part.TEAM, "teams", "team_name");
            case "customer" -> byDay(store, activity, Part.END_USER, "customers", "customer");
            case "api_key" -> byKey(store, activity);
            default ->
                throw new GatewayException.BadRequest(
                        "Invalid group_by '%s'; it must be team, customer or api_key.".formatted(by), "group_by");
        };
    }

    private static ArrayNode byDay(ActivityStore store, Activity activity, Part part, String all, String one) {
        Map<String, Map<String, List<ActivityStore.Group>>> days = new TreeMap<>();
        lines(store, activity, List.of(Part.DAY, part, Part.MODEL, Part.API_KEY))
                .forEach(group -> days.computeIfAbsent(group.name(0), day -> new LinkedHashMap<>())
                        .computeIfAbsent(
                                group.name(1).isEmpty() ? "Unassigned" : group.name(1), name -> new ArrayList<>())
                        .add(group));
        ArrayNode answer = JsonText.array();
        days.forEach((day, names) -> {
            ArrayNode entities = answer.addObject().put("group_by_day", day).putArray(all);
            names.forEach((name, groups) -> {
                ObjectNode entity = entities.addObject().put(one, name);
                entity.set("total_spend", GlobalSpend.money(together(groups)));
                ArrayNode metadata = entity.putArray("metadata");
                groups.forEach(group -> metadata.addObject()
                        .put("model", group.name(2))
                        .put("api_key", group.name(3))
                        .put("total_tokens", group.sums().tokens())
                        .set("spend", GlobalSpend.money(group.sums())));
            });
        });
        return answer;
    }

    private static ArrayNode byKey(ActivityStore store, Activity activity) {
        Map<String, List<ActivityStore.Group>> keys = new LinkedHashMap<>();
        lines(store, activity, List.of(Part.API_KEY, Part.MODEL))
                .forEach(group -> keys.computeIfAbsent(group.name(0), key -> new ArrayList<>())
                        .add(group));
        ArrayNode answer = JsonText.array();
        keys.forEach((key, groups) -> {
            ObjectNode view = answer.addObject().put("api_key", key);
            addCost(view, together(groups));
            ArrayNode models = view.putArray("model_details");
            groups.forEach(group -> addCost(models.addObject().put("model", group.name(1)), group.sums()));
        });
        return answer;
    }

    private static void addCost(ObjectNode view, Sums sums) {
        view.set("total_cost", GlobalSpend.money(sums));
        view.put("total_input_tokens", sums.prompt());
        view.put("total_output_tokens", sums.completion());
    }

    private static List<ActivityStore.Group> lines(ActivityStore store, Activity activity, List<Part> by) {
        List<ActivityStore.Group> lines = store.sums(activity, by, ActivityStore.Rank.SPEND, MOST + 1);
        if (lines.size() > MOST) {
            throw new GatewayException.BadRequest(
                    "The report would have more than %d lines. Ask for fewer days, a team or a key.".formatted(MOST),
                    "start_date");
        }
        return lines;
    }

    private static Sums together(List<ActivityStore.Group> groups) {
        return groups.stream().map(ActivityStore.Group::sums).reduce(Sums.NOTHING, Sums::plus);
    }
}
