package io.meridian.admin.people;

import java.util.List;

/** Whether one list of models opens no more than another. */
public final class ModelLists {
    private ModelLists() {}

    /** An empty list opens everything; a pattern is covered by itself and by what opens everything. */
    public static boolean covers(List<String> outer, List<String> inner) {
        if (outer.isEmpty() || outer.stream().anyMatch(ModelLists::isEverything)) {
            return true;
        }
        return !inner.isEmpty() && inner.stream().allMatch(entry -> covers(outer, entry));
    }

    private static boolean covers(List<String> outer, String entry) {
        return outer.contains(entry)
                || (entry.indexOf('*') < 0
                        && !isEverything(entry)
                        && outer.stream().anyMatch(pattern -> isPrefix(pattern, entry)));
    }

    private static boolean isPrefix(String pattern, String entry) {
        int star = pattern.indexOf('*');
        return star == pattern.length() - 1 && star >= 0 && entry.startsWith(pattern.substring(0, star));
    }

    private static boolean isEverything(String entry) {
        return entry.equals("*") || entry.equals("all-proxy-models");
    }
}
