package io.meridian.admin.spend;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.spend.Activity.Part;
import io.meridian.base.JsonText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Sums by day, and within a day by everything else, in the one shape all activity reports have. For one thread. */
final class DailyReport {
    private static final String NOBODY = "Unassigned";
    private static final Map<String, String> ENDPOINTS = Map.of(
            "acompletion", "/chat/completions",
            "aembedding", "/embeddings",
            "aresponses", "/responses",
            "atext_completion", "/completions",
            "anthropic_messages", "/v1/messages",
            "aimage_generation", "/images/generations",
            "arerank", "/rerank");

    private final Map<String, Day> days = new TreeMap<>(Comparator.reverseOrder());
    private Sums total = Sums.NOTHING;

    /** The sums of one name, and of each key behind it. */
    private static final class Tally {
        private Sums sums = Sums.NOTHING;
        private final Map<String, Sums> keys = new LinkedHashMap<>();

        private void add(String key, Sums added) {
            sums = sums.plus(added);
            if (!key.isEmpty()) {
                keys.merge(key, added, Sums::plus);
            }
        }
    }

    private static final class Day {
        private Sums sums = Sums.NOTHING;
        private final Map<String, Map<String, Tally>> breakdown = new LinkedHashMap<>();
        private final Map<String, Sums> keys = new LinkedHashMap<>();

        private void add(String kind, String name, String key, Sums added) {
            breakdown
                    .computeIfAbsent(kind, ignored -> new LinkedHashMap<>())
                    .computeIfAbsent(name, ignored -> new Tally())
                    .add(key, added);
        }
    }

    /** By what the store has to tell sums apart, in this order. */
    static List<Part> parts(Part entity) {
        List<Part> parts = new ArrayList<>(
                List.of(Part.DAY, Part.API_KEY, Part.MODEL, Part.MODEL_GROUP, Part.PROVIDER, Part.CALL_TYPE, entity));
        return List.copyOf(parts);
    }

    static DailyReport of(List<ActivityStore.Group> groups) {
        DailyReport report = new DailyReport();
        groups.forEach(group -> report.add(group.names(), group.sums()));
        return report;
    }

    private void add(List<String> names, Sums sums) {
        Day day = days.computeIfAbsent(names.get(0), ignored -> new Day());
        String key = names.get(1);
        total = total.plus(sums);
        day.sums = day.sums.plus(sums);
        if (!key.isEmpty()) {
            day.keys.merge(key, sums, Sums::plus);
        }
        day.add("models", names.get(2), key, sums);
        String group = names.get(3);
        if (!group.isEmpty()) {
            day.add("model_groups", group, key, sums);
        }
        day.add("providers", names.get(4).isEmpty() ? "unknown" : names.get(4), key, sums);
        day.add("endpoints", ENDPOINTS.getOrDefault(names.get(5), names.get(5)), key, sums);
        day.add("entities", names.get(6).isEmpty() ? NOBODY : names.get(6), key, sums);
    }

    /** All keys that occur, so that their names can be looked up. */
    Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        days.values().forEach(day -> keys.addAll(day.keys.keySet()));
        return keys;
    }

    /** All entities that occur. */
    Set<String> entities() {
        Set<String> entities = new TreeSet<>();
        days.values()
                .forEach(day -> entities.addAll(
                        day.breakdown.getOrDefault("entities", Map.of()).keySet()));
        return entities;
    }

    /**
     * The answer; {@code metadata} says which page of how many it is.
     *
     * @param aliases what entities are called
     */
    ObjectNode answer(Map<String, ActivityStore.KeyName> names, Map<String, String> aliases, ObjectNode metadata) {
        ObjectNode answer = JsonText.object();
        var results = answer.putArray("results");
        days.forEach((date, day) -> {
            ObjectNode result = results.addObject().put("date", date);
            result.set("metrics", day.sums.metrics());
            ObjectNode breakdown = result.putObject("breakdown");
            for (String kind : List.of("models", "model_groups", "providers", "mcp_servers", "endpoints", "entities")) {
                ObjectNode all = breakdown.putObject(kind);
                day.breakdown
                        .getOrDefault(kind, Map.of())
                        .forEach((name, tally) ->
                                all.set(name, view(tally, names, kind.equals("entities") ? aliases.get(name) : null)));
            }
            ObjectNode keys = breakdown.putObject("api_keys");
            day.keys.forEach((key, sums) -> keys.set(key, view(sums, names.get(key))));
        });
        ObjectNode whole = total.totals();
        whole.setAll(metadata);
        answer.set("metadata", whole);
        return answer;
    }

    private static ObjectNode view(Tally tally, Map<String, ActivityStore.KeyName> names, @Nullable String alias) {
        ObjectNode view = JsonText.object();
        view.set("metrics", tally.sums.metrics());
        ObjectNode metadata = view.putObject("metadata");
        if (alias != null) {
            metadata.put("alias", alias);
        }
        ObjectNode keys = view.putObject("api_key_breakdown");
        tally.keys.forEach((key, sums) -> keys.set(key, view(sums, names.get(key))));
        return view;
    }

    private static ObjectNode view(Sums sums, ActivityStore.@Nullable KeyName name) {
        ObjectNode view = JsonText.object();
        view.set("metrics", sums.metrics());
        view.putObject("metadata")
                .put("key_alias", name == null ? null : name.alias())
                .put("team_id", name == null ? null : name.teamId());
        return view;
    }
}
