package io.meridian.limits;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counters by key, the longest unused in front, where idle ones are forgotten little by little. Not thread-safe. */
final class LocalCounters {
    private static final int EVICTIONS_PER_USE = 2;

    private final Map<String, LocalCounter> counters = new LinkedHashMap<>(16, 0.75f, true);

    @Nullable
    LocalCounter get(String key) {
        return counters.get(key);
    }

    void put(String key, LocalCounter counter) {
        counters.put(key, counter);
    }

    void remove(String key) {
        counters.remove(key);
    }

    /** To be called while nobody holds a counter, for a new one is idle until it is charged. */
    void evict(long now) {
        for (int i = 0; i < EVICTIONS_PER_USE && !counters.isEmpty(); i++) {
            Map.Entry<String, LocalCounter> oldest =
                    counters.entrySet().iterator().next();
            if (oldest.getValue().isIdle(now)) {
                counters.remove(oldest.getKey());
            } else {
                // to the back: in front, one that stays in use would hide all behind it for ever
                counters.get(oldest.getKey());
            }
        }
    }

    Iterable<LocalCounter> all() {
        return counters.values();
    }

    int size() {
        return counters.size();
    }
}
