package io.meridian.store;

/** One administrative change: which kind of object, and which one of them. */
public record Change(long seq, Kind kind, String id) {
    /** What can change. The name is what stands in the log. */
    public enum Kind {
        KEY
    }
}
