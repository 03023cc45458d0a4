package io.meridian.admin.spend;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.office.Office;
import io.meridian.admin.spend.Activity.Part;
import io.meridian.base.JsonText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The oldest of the reports: spend by day, with users, models and keys beside it. Thread-safe. */
final class SpendSummary {
    /** Of a kind in all days together; what spent less is in the day's sum alone. */
    private static final int MOST = 10_000;

    private final Optional<ActivityStore> store;

    SpendSummary(Optional<ActivityStore> store) {
        this.store = store;
    }

    ArrayNode of(SpendScope scope, Span.Days days, Map<RowFilter.Name, String> names) {
        Activity activity = Activity.of(Activity.Source.CALLS, scope, days)
                .only(Part.API_KEY, Optional.ofNullable(names.get(RowFilter.Name.API_KEY)))
                .only(Part.USER, Optional.ofNullable(names.get(RowFilter.Name.USER)))
                .only(Part.TEAM, Optional.ofNullable(names.get(RowFilter.Name.TEAM)));
        Map<String, ObjectNode> result = new TreeMap<>();
        for (ActivityStore.Group day : sums(activity, List.of(Part.DAY))) {
            ObjectNode view = JsonText.object().put("startTime", day.name(0));
            view.set("spend", JsonText.number(day.sums().spend().toDecimal()));
            view.putObject("users");
            view.putObject("models");
            result.put(day.name(0), view);
        }
        add(result, sums(activity, List.of(Part.DAY, Part.USER)), view -> view.withObject("/users"));
        add(result, sums(activity, List.of(Part.DAY, Part.MODEL)), view -> view.withObject("/models"));
        add(result, sums(activity, List.of(Part.DAY, Part.API_KEY)), view -> view);
        ArrayNode answer = JsonText.array();
        answer.addAll(result.values());
        return answer;
    }

    private List<ActivityStore.Group> sums(Activity activity, List<Part> by) {
        return Office.required(store).sums(activity, by, ActivityStore.Rank.SPEND, MOST);
    }

    private static void add(
            Map<String, ObjectNode> days, List<ActivityStore.Group> groups, Function<ObjectNode, ObjectNode> place) {
        for (ActivityStore.Group group : groups) {
            ObjectNode day = days.get(group.name(0));
            // a call may have been booked between two of our questions
            if (day != null) {
                place.apply(day)
                        .set(group.name(1), JsonText.number(group.sums().spend().toDecimal()));
            }
        }
    }
}
