package io.meridian.limits;

import java.util.List;

/** Charges requests against all their limits before they run, and corrects the charge afterwards. Thread-safe. */
public interface RateLimiter {
    /** All limits pass and are charged, or none is. Without limits nothing is asked of anybody. */
    LimitDecision acquire(String tenant, List<Limit> limits, Cost estimate);

    /** Replaces the estimate by what was used and ends the call. Does not wait; a second time it does nothing. */
    void settle(Hold hold, Cost actual);

    /**
     * Settles a hold whose process died, by its {@link Hold#reservation()} or what was {@linkplain HoldNotes noted} of
     * it, if nobody has settled it yet; a note of a call that had ended knows better what it used. What a process
     * counted by itself has died with it.
     */
    default void settle(String reservation, Cost actual) {}

    /**
     * Drops the live counters of budgets, so that the ledger is asked anew: for budgets that nobody has counted for a
     * while. To be called before anybody counts them again.
     */
    void forget(String tenant, List<Limit> budgets);

    /** Ends a call that was not made after all: what it reserved is free again, but it stays counted as a request. */
    default void release(Hold hold) {
        settle(hold, Cost.NOTHING);
    }
}
