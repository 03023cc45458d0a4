package io.meridian.admin.audit;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** The first place at which the trail is not as it was written, and why. Immutable. */
record Fault(Part part, long seq, Optional<UUID> id, Reason reason) {
    /** What is damaged. */
    enum Part {
        ROW,
        HEAD,
        CHECKPOINT;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What must have happened to it. */
    enum Reason {
        /** It is not what was sealed, or was never sealed at all. */
        ALTERED,
        /** There are rows behind it. */
        REMOVED,
        /** It was the end of the trail once. */
        CUT_OFF,
        /** It is sealed under a key that is not known here. */
        UNKNOWN_KEY;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
