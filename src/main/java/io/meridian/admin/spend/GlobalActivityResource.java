package io.meridian.admin.spend;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Query;
import io.meridian.admin.office.Office;
import io.meridian.admin.spend.Activity.Part;
import io.meridian.api.Exchange;
import io.meridian.auth.Permit;
import io.meridian.base.JsonText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How many calls there were, day by day; everybody else than an administrator sees their own. */
@Singleton
@Path("global/activity")
public final class GlobalActivityResource {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MMM dd", Locale.ENGLISH);
    private static final int MOST_DAYS = 10_000;
    private static final int MODELS = 10;

    private final Optional<ActivityStore> store;
    private final Optional<FailureStore> failures;

    @Inject
    GlobalActivityResource(Optional<ActivityStore> store, Optional<FailureStore> failures) {
        this.store = store;
        this.failures = failures;
    }

    @GET
    public void activity(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Activity activity = asked(exchange, permit);
        exchange.answerJson(200, JsonText.bytes(calls(sums(activity, List.of(Part.DAY)), 0)));
    }

    /** The ten models that were called most. */
    @GET
    @Path("model")
    public void models(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Activity activity = asked(exchange, permit);
        List<String> models =
                store().sums(activity, List.of(Part.MODEL_GROUP), ActivityStore.Rank.REQUESTS, MODELS).stream()
                        .map(group -> group.name(0))
                        .toList();
        Map<String, List<ActivityStore.Group>> days = new LinkedHashMap<>();
        models.forEach(model -> days.put(model, List.of()));
        sums(activity.onlyOneOf(Part.MODEL_GROUP, models), List.of(Part.MODEL_GROUP, Part.DAY))
                .forEach(group -> days.merge(group.name(0), List.of(group), GlobalActivityResource::joined));
        ArrayNode answer = JsonText.array();
        days.forEach((model, groups) -> {
            ObjectNode view = answer.addObject().put("model", model);
            view.setAll(calls(groups, 1));
        });
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    /** Nothing is answered from a cache, so these are the calls that could have been. */
    @GET
    @Path("cache_hits")
    public void cacheHits(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Activity activity = asked(exchange, permit);
        ArrayNode answer = JsonText.array();
        for (ActivityStore.Group group : sums(activity, List.of(Part.API_KEY, Part.CALL_TYPE, Part.MODEL))) {
            answer.addObject()
                    .put("api_key", group.name(0))
                    .put("call_type", group.name(1))
                    .put("model", group.name(2))
                    .put("total_rows", group.sums().requests())
                    .put("cache_hit_true_rows", 0)
                    .put("cached_completion_tokens", 0)
                    .put("generated_completion_tokens", group.sums().completion());
        }
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    /** Calls that a rate limit refused. */
    @GET
    @Path("exceptions")
    public void exceptions(@Context Exchange exchange, @Context Permit permit) throws IOException {
        exchange.answerJson(200, JsonText.bytes(refusals(refused(exchange, permit, false))));
    }

    /** The same for each place the model is called at. */
    @GET
    @Path("exceptions/deployment")
    public void exceptionsByDeployment(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Map<String, List<FailureStore.Count>> places = new LinkedHashMap<>();
        refused(exchange, permit, true)
                .forEach(count -> places.merge(count.apiBase(), List.of(count), GlobalActivityResource::joined));
        ArrayNode answer = JsonText.array();
        places.forEach((place, counts) -> {
            ObjectNode view = answer.addObject().put("api_base", place);
            view.setAll(refusals(counts));
        });
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    private List<FailureStore.Count> refused(Exchange exchange, Permit permit, boolean byPlace) {
        Query query = Query.of(exchange);
        Span.Days days = Span.ofDays(query).orElseThrow(Span::missing);
        Optional<String> group = query.text("model_group");
        query.check();
        return Office.required(failures).rateLimited(SpendScope.of(permit), days, group, byPlace);
    }

    private static ObjectNode refusals(List<FailureStore.Count> counts) {
        ObjectNode view = JsonText.object();
        ArrayNode days = view.putArray("daily_data");
        counts.forEach(count -> days.addObject()
                .put("date", DAY.format(count.day()))
                .put("num_rate_limit_exceptions", count.failures()));
        return view.put(
                "sum_num_rate_limit_exceptions",
                counts.stream().mapToLong(FailureStore.Count::failures).sum());
    }

    private static ObjectNode calls(List<ActivityStore.Group> groups, int day) {
        ObjectNode view = JsonText.object();
        ArrayNode days = view.putArray("daily_data");
        groups.stream()
                .sorted(Comparator.comparing(group -> group.name(day)))
                .forEach(group -> days.addObject()
                        .put("date", DAY.format(LocalDate.parse(group.name(day))))
                        .put("api_requests", group.sums().requests())
                        .put("total_tokens", group.sums().tokens()));
        Sums all = groups.stream().map(ActivityStore.Group::sums).reduce(Sums.NOTHING, Sums::plus);
        return view.put("sum_api_requests", all.requests()).put("sum_total_tokens", all.tokens());
    }

    private static Activity asked(Exchange exchange, Permit permit) {
        return Activity.of(
                Activity.Source.CALLS,
                SpendScope.of(permit),
                Span.ofDays(Query.of(exchange)).orElseThrow(Span::missing));
    }

    private List<ActivityStore.Group> sums(Activity activity, List<Part> by) {
        return store().sums(activity, by, ActivityStore.Rank.REQUESTS, MOST_DAYS);
    }

    private ActivityStore store() {
        return Office.required(store);
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
        return java.util.stream.Stream.concat(some.stream(), more.stream()).toList();
    }
}
