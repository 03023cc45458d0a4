package io.meridian.admin.spend;

import static io.meridian.store.jooq.Tables.SPEND_ACTIVITY;
import static io.meridian.store.jooq.Tables.SPEND_ACTIVITY_END_USER;
import static io.meridian.store.jooq.Tables.SPEND_ACTIVITY_TAG;
import static io.meridian.store.jooq.Tables.VIRTUAL_KEY;

import io.meridian.admin.spend.Activity.Part;
import io.meridian.base.Usd;
import io.meridian.store.Database;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectFieldOrAsterisk;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Reads the sums of days. Thread-safe. */
final class ActivityStore {
    private static final List<String> COUNTERS = List.of(
            "spend_nano",
            "prompt_tokens",
            "completion_tokens",
            "cached_prompt_tokens",
            "cache_creation_tokens",
            "requests",
            "successful_requests",
            "failed_requests",
            "interrupted_requests");

    private final Database database;

    ActivityStore(Database database) {
        this.database = database;
    }

    /** Sums that have these names in common, in the order in which the parts were asked for. */
    record Group(List<String> names, Sums sums) {
        String name(int index) {
            return names.get(index);
        }
    }

    /** What a key is called. */
    record KeyName(
            @Nullable String alias,
            @Nullable String mask,
            @Nullable String teamId) {}

    /** Which of many groups are wanted. */
    enum Rank {
        SPEND("spend_nano"),
        REQUESTS("requests");

        private final String counter;

        Rank(String counter) {
            this.counter = counter;
        }
    }

    /** The groups with the largest sums; one group, if there is nothing to tell apart by. */
    List<Group> sums(Activity activity, List<Part> by, Rank rank, int most) {
        Table<?> table = table(activity.source());
        List<Field<?>> parts =
                by.stream().<Field<?>>map(part -> column(table, part)).toList();
        return database.report(jooq -> jooq.select(selected(parts, counters(table, true)))
                .from(table)
                .where(conditions(table, activity))
                .groupBy(parts)
                .orderBy(Stream.concat(
                                Stream.of(DSL.sum(number(table, rank.counter)).desc()),
                                parts.stream().map(Field::asc))
                        .toList())
                .limit(most)
                .fetch(row -> group(row, by.size())));
    }

    /**
     * As {@link #sums}, of every group, with these keys by name and all others together under none.
     *
     * @param most beyond which the answer would be of no use to anybody
     */
    List<Group> folded(Activity activity, List<Part> by, List<String> keys, int most) {
        Table<?> table = table(activity.source());
        Field<String> key = text(table, Part.API_KEY);
        List<Field<?>> parts = by.stream()
                .<Field<?>>map(part -> part == Part.API_KEY
                        ? DSL.when(key.in(keys), key).otherwise(DSL.inline("")).as("folded_key")
                        : column(table, part))
                .toList();
        List<Field<?>> positions = new ArrayList<>();
        for (int i = 1; i <= by.size(); i++) {
            positions.add(DSL.inline(i));
        }
        return database.report(jooq -> jooq.select(selected(parts, counters(table, true)))
                .from(table)
                .where(conditions(table, activity))
                .groupBy(positions)
                .limit(most)
                .fetch(row -> group(row, by.size())));
    }

    /** The rows of sums themselves, newest day first, in an order that does not move. */
    List<Group> page(Activity activity, List<Part> by, long offset, int size) {
        Table<?> table = table(activity.source());
        List<Field<?>> parts =
                by.stream().<Field<?>>map(part -> column(table, part)).toList();
        return database.report(jooq -> jooq.select(selected(parts, counters(table, false)))
                .from(table)
                .where(conditions(table, activity))
                // the primary key backwards
                .orderBy(Objects.requireNonNull(table.getPrimaryKey()).getFields().stream()
                        .map(Field::desc)
                        .toList())
                .offset(offset)
                .limit(size)
                .fetch(row -> group(row, by.size())));
    }

    long rows(Activity activity) {
        Table<?> table = table(activity.source());
        return database.report(jooq -> jooq.selectCount()
                .from(table)
                .where(conditions(table, activity))
                .fetchSingle()
                .value1());
    }

    long distinct(Activity activity, Part part) {
        Table<?> table = table(activity.source());
        return database.report(jooq -> jooq.select(DSL.countDistinct(column(table, part)))
                .from(table)
                .where(conditions(table, activity))
                .fetchSingle()
                .value1());
    }

    /** The names of keys that still exist. */
    Map<String, KeyName> keyNames(Collection<String> keys) {
        Map<String, KeyName> names = new HashMap<>();
        if (!keys.isEmpty()) {
            database.report(jooq -> jooq.select(
                            VIRTUAL_KEY.TOKEN, VIRTUAL_KEY.KEY_ALIAS, VIRTUAL_KEY.KEY_NAME, VIRTUAL_KEY.TEAM_ID)
                    .from(VIRTUAL_KEY)
                    .where(VIRTUAL_KEY.TOKEN.in(keys))
                    .fetch(row -> names.put(row.value1(), new KeyName(row.value2(), row.value3(), row.value4()))));
        }
        return names;
    }

    private static Table<?> table(Activity.Source source) {
        return switch (source) {
            case CALLS -> SPEND_ACTIVITY;
            case END_USERS -> SPEND_ACTIVITY_END_USER;
            case TAGS -> SPEND_ACTIVITY_TAG;
        };
    }

    private static Field<?> column(Table<?> table, Part part) {
        return Objects.requireNonNull(table.field(part.column()), () -> table + " has no " + part);
    }

    private static Field<String> text(Table<?> table, Part part) {
        return Objects.requireNonNull(table.field(part.column(), String.class), () -> table + " has no " + part);
    }

    private static Field<Long> number(Table<?> table, String counter) {
        return Objects.requireNonNull(table.field(counter, Long.class));
    }

    private static List<Field<?>> counters(Table<?> table, boolean summed) {
        return COUNTERS.stream()
                .<Field<?>>map(name -> summed ? DSL.sum(number(table, name)) : number(table, name))
                .toList();
    }

    private static List<SelectFieldOrAsterisk> selected(List<Field<?>> parts, List<Field<?>> counters) {
        return Stream.concat(parts.stream(), counters.stream())
                .<SelectFieldOrAsterisk>map(field -> field)
                .toList();
    }

    private static List<Condition> conditions(Table<?> table, Activity activity) {
        Field<LocalDate> day = Objects.requireNonNull(table.field(Part.DAY.column(), LocalDate.class));
        List<Condition> all = new ArrayList<>();
        all.add(day.between(activity.days().first(), activity.days().last()));
        all.add(SpendRowStore.visible(
                activity.scope(),
                text(table, Part.USER),
                text(table, Part.API_KEY),
                text(table, Part.TEAM),
                activity.source() == Activity.Source.CALLS ? text(table, Part.ORGANIZATION) : DSL.inline("")));
        activity.wanted().forEach((part, values) -> all.add(oneOf(table, part, values)));
        activity.unwanted().forEach((part, values) -> all.add(text(table, part).notIn(values)));
        return all;
    }

    /** A model may be named as clients name it or as its provider does. */
    private static Condition oneOf(Table<?> table, Part part, List<String> values) {
        Condition named = text(table, part).in(values);
        return part == Part.MODEL ? named.or(text(table, Part.MODEL_GROUP).in(values)) : named;
    }

    private static Group group(Record row, int parts) {
        List<String> names = new ArrayList<>(parts);
        for (int i = 0; i < parts; i++) {
            names.add(String.valueOf(row.get(i)));
        }
        long[] counters = new long[COUNTERS.size()];
        for (int i = 0; i < counters.length; i++) {
            Long counter = row.get(parts + i, Long.class);
            counters[i] = counter == null ? 0 : counter;
        }
        return new Group(
                names,
                new Sums(
                        new Usd(counters[0]),
                        counters[1],
                        counters[2],
                        counters[3],
                        counters[4],
                        counters[5],
                        counters[6],
                        counters[7] + counters[8]));
    }
}
