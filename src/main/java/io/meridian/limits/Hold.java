package io.meridian.limits;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a granted request has reserved, to be handed back when it ends. Thread-safe. */
public final class Hold {
    static final Hold NONE = new Hold("", new Counters("", List.of(), List.of()), 0, new long[0], true);

    private final String id;
    private final Counters counters;
    private final long bucket;
    private final long[] charged;
    private final boolean local;
    private final AtomicBoolean ended = new AtomicBoolean();
    private String reservation = "";
    private HoldNotes notes = HoldNotes.NONE;
    private Runnable note = HoldNotes.NOTHING;

    Hold(String id, Counters counters, long bucket, long[] charged, boolean local) {
        this.id = id;
        this.counters = counters;
        this.bucket = bucket;
        this.charged = charged;
        this.local = local;
    }

    public String id() {
        return id;
    }

    /** Before anybody else has it: that it was noted, how and where, and what erases the note. */
    void noted(String text, HoldNotes where, Runnable erase) {
        reservation = text;
        notes = where;
        note = erase;
    }

    /** The call is written down, and its reservation with it: whoever finds the call gives the hold back. */
    public void writtenDown() {
        note.run();
    }

    /**
     * The end of the call is about to be written down: who finds it may have nothing left to do for the call, while
     * Redis has not heard of its end. So what is to be settled is noted, until Redis has answered.
     */
    public void ending(Cost actual) {
        if (!reservation.isEmpty()) {
            note = notes.write(Reserved.ended(reservation, actual));
        }
    }

    /** Erases the note, which is needed until nothing is reserved any more. */
    Runnable note() {
        return note;
    }

    /** For {@link RateLimiter#settle(String, Cost)}; empty if no other process could settle anything. */
    public String reservation() {
        if (!reservation.isEmpty()) {
            return reservation;
        }
        boolean settled = !local && counters.isSettled();
        return settled ? new Reserved(id, counters).text() : "";
    }

    Counters counters() {
        return counters;
    }

    long bucket() {
        return bucket;
    }

    long charged(int index) {
        return charged[index];
    }

    /** Whether this process granted it by itself. */
    boolean isLocal() {
        return local;
    }

    /** True for the first who asks. */
    boolean end() {
        return !counters.limits().isEmpty() && ended.compareAndSet(false, true);
    }
}
