package io.meridian.spend;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The statements that add the calls of a stage to the sums of their days, one for each table of sums. */
final class DailySums {
    private static final Column DAY = new Column("day", "(s.started_at at time zone 'UTC')::date");
    private static final Column API_KEY = new Column("api_key", "s.api_key");
    private static final Column USER = orEmpty("user_id");
    private static final Column TEAM = orEmpty("team_id");
    private static final Column ORGANIZATION = orEmpty("organization_id");
    private static final Column MODEL = new Column("model", "s.model");
    private static final Column GROUP = orEmpty("model_group");
    private static final Column PROVIDER = orEmpty("provider");
    private static final Column CALL_TYPE = new Column("call_type", "s.call_type");

    private static final List<Column> COUNTERS = List.of(
            sum("spend_nano"),
            sum("prompt_tokens"),
            sum("completion_tokens"),
            sum("cached_prompt_tokens"),
            sum("cache_creation_tokens"),
            new Column("requests", "count(*)"),
            count("successful_requests", CallStatus.SUCCESS),
            count("failed_requests", CallStatus.FAILURE),
            count("interrupted_requests", CallStatus.INTERRUPTED));

    private DailySums() {}

    private record Column(String name, String value) {}

    /** All of them, for the transaction that inserts the rows. */
    static List<String> of(String stage) {
        return List.of(
                add("spend_daily", stage + " s", DAY, API_KEY, USER, TEAM, ORGANIZATION, MODEL, GROUP, PROVIDER),
                add(
                        "spend_activity",
                        stage + " s",
                        DAY,
                        API_KEY,
                        USER,
                        TEAM,
                        ORGANIZATION,
                        MODEL,
                        GROUP,
                        PROVIDER,
                        CALL_TYPE),
                ofName("spend_activity_end_user", stage + " s where s.end_user <> ''", "end_user", "s.end_user"),
                // once for each tag, also if a call carries it twice
                ofName(
                        "spend_activity_tag",
                        stage
                                + " s cross join lateral (select distinct u.tag from unnest(s.request_tags) as u"
                                + " (tag)) t",
                        "tag",
                        "t.tag"));
    }

    private static String ofName(String table, String from, String name, String value) {
        return add(table, from, DAY, new Column(name, value), API_KEY, USER, TEAM, MODEL, GROUP, PROVIDER, CALL_TYPE);
    }

    /** Ordered by the primary key: two instances that meet in the same sums wait, they do not lock each other out. */
    private static String add(String table, String from, Column... key) {
        List<Column> parts = List.of(key);
        String keyNames = names(parts.stream());
        String numbers = Stream.iterate(1, number -> number + 1)
                .limit(parts.size())
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
        return "insert into %s as d (%s) select %s from %s group by %s order by %s on conflict (%s) do update set %s"
                .formatted(
                        table,
                        names(Stream.concat(parts.stream(), COUNTERS.stream())),
                        Stream.concat(parts.stream(), COUNTERS.stream())
                                .map(Column::value)
                                .collect(Collectors.joining(", ")),
                        from,
                        numbers,
                        numbers,
                        keyNames,
                        COUNTERS.stream()
                                .map(column -> "%1$s = d.%1$s + excluded.%1$s".formatted(column.name()))
                                .collect(Collectors.joining(", ")));
    }

    private static String names(Stream<Column> columns) {
        return columns.map(Column::name).collect(Collectors.joining(", "));
    }

    private static Column orEmpty(String name) {
        return new Column(name, "coalesce(s." + name + ", '')");
    }

    private static Column sum(String name) {
        return new Column(name, "sum(s." + name + ")::bigint");
    }

    private static Column count(String name, CallStatus status) {
        return new Column(name, "count(*) filter (where s.status = '" + status.column() + "')");
    }
}
