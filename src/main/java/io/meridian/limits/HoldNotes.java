package io.meridian.limits;

/**
 * Where a hold is written down before it is asked for, so that it can be given back if this process dies before the
 * call it is for is written down itself. Must be thread-safe and survive the process.
 */
@FunctionalInterface
public interface HoldNotes {
    /** For limits whose holds nobody would find again. */
    HoldNotes NONE = reservation -> HoldNotes.NOTHING;

    /** Erases what was never noted. */
    Runnable NOTHING = () -> {};

    /**
     * Notes a {@link Hold#reservation()}, behind which there may be what its call used; what is answered erases the
     * note, once. Must not wait.
     */
    Runnable write(String reservation);
}
