package io.meridian.spend;

/** Which calls become rows of the spend log; totals and daily sums have them all. */
public enum WrittenCalls {
    ALL("true"),
    WITHOUT_FAILURES("s.status <> 'failure'"),
    /** Except those that were interrupted: their row is what keeps them from being booked twice. */
    NONE("s.status = 'interrupted'");

    private final String condition;

    WrittenCalls(String condition) {
        this.condition = condition;
    }

    /** Of the staged call {@code s}. */
    String condition() {
        return condition;
    }
}
