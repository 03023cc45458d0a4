package io.meridian.spend;

import org.jspecify.annotations.Nullable;

/** A call the journal knows to be running; what {@link SpendJournal#open} gives and its close takes. */
public final class CallTicket {
    private final OpenedCall call;
    private final RecordWriter opened;

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

    /** @param opened what is written of it, and not changed any more */
    CallTicket(OpenedCall call, RecordWriter opened) {
        this.call = call;
        this.opened = opened;
        this.length = opened.length();
    }

    public OpenedCall call() {
        return call;
    }

    /** The beginning of its close: what the open said is not put into bytes again. */
    RecordWriter beginClose() {
        return new RecordWriter().start(Frame.CLOSE, segment, offset).append(opened);
    }

    /** Room for the copy a rotation makes, and for a close: at most the open, its target once more, the outcome. */
    long reserve() {
        return 3L * Frame.footprint(length) + Frame.CLOSE_RESERVE;
    }
}
