package io.meridian.spend;

import org.jspecify.annotations.Nullable;

/** A call the journal knows to be running; what {@link SpendJournal#open} gives and its close takes. */
public final class CallTicket {
    private final OpenedCall call;

    enum State {
        /** There was no room, and none was needed: the call costs nothing. */
        UNRECORDED,
        OPEN,
        CLOSED
    }

    // all below is guarded by the journal's lock
    long segment;
    long offset;
    /** Where its open record is in the current segment: rotation moves it. */
    long at;

    int length;
    State state = State.UNRECORDED;

    @Nullable
    CallTicket previous;

    @Nullable
    CallTicket following;

    CallTicket(OpenedCall call) {
        this.call = call;
    }

    public OpenedCall call() {
        return call;
    }

    /** Room for the copy a rotation makes, and for a close: at most the open, its target once more, the outcome. */
    long reserve() {
        return 3L * Frame.footprint(length) + Frame.CLOSE_RESERVE;
    }
}
