package io.meridian.auth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A key and, if it was found under a hash that it has no longer, until when that hash leads to it. Immutable. */
record KnownKey(VirtualKey key, @Nullable Instant until) {
    boolean isOver(Instant now) {
        return until != null && !now.isBefore(until);
    }
}
