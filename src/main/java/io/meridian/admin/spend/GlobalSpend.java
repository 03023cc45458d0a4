package io.meridian.admin.spend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Query;
import io.meridian.admin.spend.Activity.Part;
import io.meridian.admin.spend.Activity.Source;
import io.meridian.base.JsonText;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The reports below {@code /global/spend}, for those who may see everything. Thread-safe. */
record GlobalSpend(ActivityStore store, Clock clock) {
    private static final int MOST = 10_000;
    private static final int END_USERS = 100;
    private static final String NOBODY = "Unassigned";

    ObjectNode total() {
        Sums all = sums(month(Source.CALLS), List.of(), 1).stream()
                .map(ActivityStore.Group::sums)
                .reduce(Sums.NOTHING, Sums::plus);
        ObjectNode answer = JsonText.object();
        answer.set("spend", money(all));
        // a budget of the whole proxy is not enforced, and stops the start
        return answer.put("max_budget", 0.0);
    }

    ArrayNode days(Optional<String> key) {
        ArrayNode answer = JsonText.array();
        sums(month(Source.CALLS).only(Part.API_KEY, key), List.of(Part.DAY), MOST).stream()
                .sorted(Comparator.comparing(group -> group.name(0)))
                .forEach(group -> {
                    ObjectNode day = answer.addObject().put("date", group.name(0));
                    day.set("spend", money(group.sums()));
                    key.ifPresent(named -> day.put("api_key", named));
                });
        return answer;
    }

    ArrayNode keys(int limit) {
        List<ActivityStore.Group> groups = sums(month(Source.CALLS), List.of(Part.API_KEY), limit);
        Map<String, ActivityStore.KeyName> names =
                store.keyNames(groups.stream().map(group -> group.name(0)).toList());
        ArrayNode answer = JsonText.array();
        for (ActivityStore.Group group : groups) {
            ActivityStore.KeyName name = names.get(group.name(0));
            ObjectNode view = answer.addObject().put("api_key", group.name(0));
            view.set("total_spend", money(group.sums()));
            view.put("key_alias", name == null ? null : name.alias());
            view.put("key_name", name == null ? null : name.mask());
        }
        return answer;
    }

    ObjectNode teams() {
        Map<String, ObjectNode> days = new TreeMap<>();
        TreeSet<String> names = new TreeSet<>();
        for (ActivityStore.Group group : sums(month(Source.CALLS), List.of(Part.DAY, Part.TEAM), MOST)) {
            String team = orNobody(group.name(1));
            names.add(team);
            days.computeIfAbsent(group.name(0), day -> JsonText.object().put("date", day))
                    .set(team, money(group.sums()));
        }
        ObjectNode answer = JsonText.object();
        answer.putArray("daily_spend").addAll(days.values());
        ArrayNode teams = answer.putArray("teams");
        names.forEach(teams::add);
        ArrayNode totals = answer.putArray("total_spend_per_team");
        for (ActivityStore.Group group : sums(month(Source.CALLS), List.of(Part.TEAM), MOST)) {
            totals.addObject().put("team_id", orNobody(group.name(0))).set("total_spend", money(group.sums()));
        }
        return answer;
    }

    /** Both ends may be moments; sums know days. */
    ArrayNode endUsers(Optional<String> key, Optional<String> start, Optional<String> end) {
        Span.Days month = Span.month(clock);
        Span.Days days = new Span.Days(
                start.map(text -> day(text, "startTime")).orElse(month.first()),
                end.map(text -> day(text, "endTime")).orElse(month.last()));
        Activity activity = of(Source.END_USERS, days).only(Part.API_KEY, key);
        ArrayNode answer = JsonText.array();
        for (ActivityStore.Group group : sums(activity, List.of(Part.END_USER), END_USERS)) {
            answer.addObject()
                    .put("end_user", group.name(0))
                    .put("total_count", group.sums().requests())
                    .set("total_spend", money(group.sums()));
        }
        return answer;
    }

    ArrayNode models(int limit) {
        ArrayNode answer = JsonText.array();
        for (ActivityStore.Group group : sums(month(Source.CALLS), List.of(Part.MODEL), limit)) {
            ObjectNode view = answer.addObject().put("model", group.name(0));
            view.set("total_spend", money(group.sums()));
            view.put("total_requests", group.sums().requests());
            view.put("total_tokens", group.sums().tokens());
        }
        return answer;
    }

    ArrayNode providers(Query query) {
        Activity activity = of(Source.CALLS, Span.ofDays(query).orElseThrow(Span::missing));
        ArrayNode answer = JsonText.array();
        for (ActivityStore.Group group : sums(activity, List.of(Part.PROVIDER), MOST)) {
            answer.addObject()
                    .put("provider", group.name(0).isEmpty() ? "unknown" : group.name(0))
                    .set("spend", money(group.sums()));
        }
        return answer;
    }

    ObjectNode tags(Query query) {
        Span.Days days = Span.ofDays(query).orElseThrow(Span::missing);
        List<String> named = query.texts("tags").stream()
                .filter(tag -> !tag.equals("all-tags"))
                .toList();
        query.check();
        ObjectNode answer = JsonText.object();
        ArrayNode tags = answer.putArray("spend_per_tag");
        for (ActivityStore.Group group :
                sums(of(Source.TAGS, days).onlyOneOf(Part.TAG, named), List.of(Part.TAG), MOST)) {
            ObjectNode view = tags.addObject().put("name", group.name(0));
            view.set("spend", money(group.sums()));
            view.put("log_count", group.sums().requests());
        }
        return answer;
    }

    ObjectNode tagNames() {
        ObjectNode answer = JsonText.object();
        ArrayNode names = answer.putArray("tag_names");
        sums(of(Source.TAGS, ever()), List.of(Part.TAG), MOST).stream()
                .map(group -> group.name(0))
                .sorted()
                .forEach(names::add);
        return answer;
    }

    ObjectNode endUserNames() {
        ObjectNode answer = JsonText.object();
        ArrayNode names = answer.putArray("end_users");
        sums(of(Source.END_USERS, ever()), List.of(Part.END_USER), MOST).stream()
                .map(group -> group.name(0))
                .sorted()
                .forEach(names::add);
        return answer;
    }

    ArrayNode report(Query query) {
        return GlobalReport.of(query, store);
    }

    private static LocalDate day(String text, String name) {
        return Span.day(text.length() > 10 ? text.substring(0, 10) : text, name);
    }

    private Span.Days ever() {
        return new Span.Days(
                LocalDate.EPOCH, clock.instant().atOffset(ZoneOffset.UTC).toLocalDate());
    }

    private Activity month(Source source) {
        return of(source, Span.month(clock));
    }

    private static Activity of(Source source, Span.Days days) {
        return Activity.of(source, SpendScope.everything(), days);
    }

    private List<ActivityStore.Group> sums(Activity activity, List<Part> by, int most) {
        return store.sums(activity, by, ActivityStore.Rank.SPEND, most);
    }

    private static String orNobody(String name) {
        return name.isEmpty() ? NOBODY : name;
    }

    static JsonNode money(Sums sums) {
        return JsonText.number(sums.spend().toDecimal());
    }
}
