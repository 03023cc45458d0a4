package io.meridian.admin.spend;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Page;
import io.meridian.admin.form.Query;
import io.meridian.admin.office.Office;
import io.meridian.admin.spend.Activity.Part;
import io.meridian.api.Exchange;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.TeamStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers the activity reports, which differ only in whose activity they tell apart. Thread-safe. */
final class DailyActivity {
    private static final int LARGEST_PAGE = 1_000;
    private static final int STANDARD_KEYS = 100;
    /** Beyond this an answer in one page would have hundreds of megabytes. */
    private static final int MOST_GROUPS = 100_000;
    /** Of a day, in minutes: more is no time zone. */
    private static final int FURTHEST = 1_440;

    private final Optional<ActivityStore> store;
    private final Optional<TeamStore> teams;

    DailyActivity(Optional<ActivityStore> store, Optional<TeamStore> teams) {
        this.store = store;
        this.teams = teams;
    }

    /** How far the caller sees, given whom it asks about. */
    @FunctionalInterface
    interface Seen {
        SpendScope of(List<String> asked);
    }

    /** Whose activity it is: the parameters that name them, and how many rows a page has if nobody says. */
    enum Of {
        USER(Activity.Source.CALLS, Part.USER, "user_id", "exclude_user_ids", 50),
        TEAM(Activity.Source.CALLS, Part.TEAM, "team_ids", "exclude_team_ids", 10),
        ORGANIZATION(Activity.Source.CALLS, Part.ORGANIZATION, "organization_ids", "exclude_organization_ids", 10),
        END_USER(Activity.Source.END_USERS, Part.END_USER, "end_user_ids", "exclude_end_user_ids", 10),
        TAG(Activity.Source.TAGS, Part.TAG, "tags", "exclude_tags", 10);

        private final Activity.Source source;
        private final Part part;
        private final String names;
        private final String excluded;
        private final int size;

        Of(Activity.Source source, Part part, String names, String excluded, int size) {
            this.source = source;
            this.part = part;
            this.names = names;
            this.excluded = excluded;
            this.size = size;
        }
    }

    /** One page of rows of sums; clients add pages up, so the totals are the page's. */
    void answerPage(Exchange exchange, Of whose, Seen seen) throws IOException {
        Query query = Query.of(exchange);
        Activity activity = activity(query, whose, seen);
        Page page = query.page("page_size", whose.size, LARGEST_PAGE);
        query.check();
        ActivityStore from = store();
        long rows = from.rows(activity);
        long pages = page.pages(rows);
        List<ActivityStore.Group> groups =
                from.page(activity, DailyReport.parts(whose.part), page.offset(), page.size());
        ObjectNode metadata = JsonText.object()
                .put("page", page.number())
                .put("total_pages", pages)
                .put("has_more", page.number() < pages);
        answer(exchange, whose, DailyReport.of(groups), metadata);
    }

    /** Everything in one page, with the keys that spent most by name. */
    void answerAggregated(Exchange exchange, Of whose, Seen seen) throws IOException {
        Query query = Query.of(exchange);
        Activity activity = activity(query, whose, seen);
        int named = query.integer("api_key_limit", STANDARD_KEYS, 0, LARGEST_PAGE);
        query.check();
        ActivityStore from = store();
        List<String> keys =
                from.sums(activity, List.of(Part.API_KEY), ActivityStore.Rank.SPEND, Math.max(1, named)).stream()
                        .limit(named)
                        .map(group -> group.name(0))
                        .toList();
        List<ActivityStore.Group> groups = from.folded(activity, DailyReport.parts(whose.part), keys, MOST_GROUPS + 1);
        if (groups.size() > MOST_GROUPS) {
            throw new GatewayException.BadRequest(
                    "There is too much activity for one page. Ask for fewer days, or page by page.", "start_date");
        }
        ObjectNode metadata = JsonText.object()
                .put("page", 1)
                .put("total_pages", 1)
                .put("has_more", false)
                .put("api_key_limit", named)
                .put("total_api_keys", from.distinct(activity, Part.API_KEY));
        answer(exchange, whose, DailyReport.of(groups), metadata);
    }

    private void answer(Exchange exchange, Of whose, DailyReport report, ObjectNode metadata) throws IOException {
        Map<String, String> aliases = whose == Of.TEAM ? Office.required(teams).aliases(report.entities()) : Map.of();
        ObjectNode answer = report.answer(store().keyNames(report.keys()), aliases, metadata);
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    private static Activity activity(Query query, Of whose, Seen seen) {
        Span.Days days = widened(Span.ofDays(query).orElseThrow(Span::missing), query);
        List<String> names = whose == Of.USER ? query.text(whose.names).stream().toList() : query.texts(whose.names);
        query.check();
        return Activity.of(whose.source, seen.of(names), days)
                .only(Part.MODEL, query.text("model"))
                .only(Part.API_KEY, query.text("api_key").map(RowRequest::account))
                .onlyOneOf(whose.part, names)
                .without(whose.part, query.texts(whose.excluded));
    }

    /** The client's day may begin before ours or end after it; {@code timezone} is minutes behind UTC. */
    private static Span.Days widened(Span.Days days, Query query) {
        int behind = query.integer("timezone", 0, -FURTHEST, FURTHEST);
        return new Span.Days(
                behind < 0 ? days.first().minusDays(1) : days.first(),
                behind > 0 ? days.last().plusDays(1) : days.last());
    }

    private ActivityStore store() {
        return Office.required(store);
    }
}
