package io.meridian.spend;

/** How a call ended. {@code INTERRUPTED} is written by recovery only: the gateway died during the call. */
public enum CallStatus {
    SUCCESS("success"),
    FAILURE("failure"),
    INTERRUPTED("interrupted");

    private final String column;

    CallStatus(String column) {
        this.column = column;
    }

    /** As the column {@code status} holds it. */
    public String column() {
        return column;
    }
}
