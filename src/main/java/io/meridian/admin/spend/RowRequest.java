package io.meridian.admin.spend;

import io.meridian.admin.form.Page;
import io.meridian.admin.form.Query;
import io.meridian.auth.Caller;
import io.meridian.auth.KeyHash;
import io.meridian.base.GatewayException;
import io.meridian.base.Usd;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which page of which rows a client asks for. Immutable. */
record RowRequest(RowFilter filter, RowOrder order, Page page) {
    private static final int STANDARD_SIZE = 50;
    private static final int LARGEST_SIZE = 100;
    /** We keep no answers, so no call was ever answered from there. */
    private static final Set<String> HITS = Set.of("true", "hit", "cache_hit", "1");

    static RowRequest of(Query query) {
        Span span = Span.ofMoments(query);
        RowFilter filter = new RowFilter(
                Optional.of(span),
                names(query),
                outcome(query),
                query.decimal("min_spend").map(Usd::of),
                query.decimal("max_spend").map(Usd::of));
        String by = query.text("sort_by").orElse("startTime");
        String direction = query.text("sort_order").orElse("desc");
        return paged(query, filter, RowOrder.of(by, direction));
    }

    /** The calls of one conversation. */
    static RowRequest ofSession(Query query) {
        String session = query.requireText("session_id");
        RowFilter filter = new RowFilter(
                Optional.empty(),
                Map.of(RowFilter.Name.SESSION, session),
                RowFilter.Outcome.ANY,
                Optional.empty(),
                Optional.empty());
        return paged(query, filter, RowOrder.NEWEST);
    }

    private static RowRequest paged(Query query, RowFilter filter, RowOrder order) {
        query.check();
        return new RowRequest(filter, order, query.page("page_size", STANDARD_SIZE, LARGEST_SIZE));
    }

    static Map<RowFilter.Name, String> names(Query query) {
        Map<RowFilter.Name, String> names = new EnumMap<>(RowFilter.Name.class);
        for (RowFilter.Name name : RowFilter.Name.values()) {
            query.text(name.parameter())
                    .ifPresent(value -> names.put(name, name == RowFilter.Name.API_KEY ? account(value) : value));
        }
        return names;
    }

    /** As rows have it: the hash of a key that is named by itself. */
    static String account(String keyOrHash) {
        return keyOrHash.equals(Caller.MASTER_KEY_NAME)
                ? keyOrHash
                : KeyHash.named(keyOrHash).hex();
    }

    private static RowFilter.Outcome outcome(Query query) {
        Optional<Boolean> succeeded = query.text("status_filter").map(wanted -> switch (wanted) {
            case "success" -> true;
            case "failure" -> false;
            default ->
                throw new GatewayException.BadRequest(
                        "Invalid status_filter '%s'; it must be success or failure.".formatted(wanted),
                        "status_filter");
        });
        boolean hits = query.text("cache_hit_filter").map(HITS::contains).orElse(false);
        return new RowFilter.Outcome(succeeded, query.text("error_code"), query.text("error_message"), hits);
    }
}
