package io.meridian.store;

/** One administrative change: which kind of object, and which one of them. */
public record Change(long seq, Kind kind, String id) {
    /** What can change. The name is what stands in the log. */
    public enum Kind {
        KEY,
        USER,
        /** The teams and organizations of the user named. */
        MEMBERSHIP,
        TEAM,
        ORGANIZATION,
        BUDGET,
        CUSTOMER,
        PROJECT,
        TAG,
        ACCESS_GROUP,
        MODEL,
        CREDENTIAL,
        SETTING,
        /** What a newer release wrote, and we cannot tell what it is about. No listener gets it. */
        UNKNOWN;

        static Kind of(String name) {
            for (Kind kind : values()) {
                if (kind.name().equalsIgnoreCase(name)) {
                    return kind;
                }
            }
            return UNKNOWN;
        }
    }
}
