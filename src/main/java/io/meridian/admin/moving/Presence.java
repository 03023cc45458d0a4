package io.meridian.admin.moving;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What other rows may refer to: the objects this import has met, and those that were here. In a run that only shows
 * what it would do there is no other way to know. Not thread-safe.
 */
final class Presence {
    private final Map<Kind, Set<String>> met = new EnumMap<>(Kind.class);
    private final Map<Kind, Predicate<String>> stored = new EnumMap<>(Kind.class);
    private final Map<Kind, Map<String, String>> names = new EnumMap<>(Kind.class);

    /** How to find out whether something was here before. */
    void ask(Kind kind, Predicate<String> isStored) {
        stored.put(kind, isStored);
    }

    void add(Kind kind, String id) {
        met.computeIfAbsent(kind, _ -> new HashSet<>()).add(id);
    }

    boolean has(Kind kind, String id) {
        return met.getOrDefault(kind, Set.of()).contains(id)
                || Optional.ofNullable(stored.get(kind))
                        .map(asked -> asked.test(id))
                        .orElse(false);
    }

    /** Whether a name that only one of a kind may have is this one's; {@code holder} is who has it here. */
    boolean claim(Kind kind, String name, String id, Supplier<Optional<String>> holder) {
        Map<String, String> claimed = names.computeIfAbsent(kind, _ -> new HashMap<>());
        String first = claimed.get(name);
        if (first == null) {
            first = holder.get().orElse(id);
            claimed.put(name, first);
        }
        return first.equals(id);
    }
}
