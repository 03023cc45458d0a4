package io.meridian.store;

import org.jspecify.annotations.Nullable;

/** A command got no answer. In doubt means that Redis may have executed it, or may still do so. */
public final class RedisUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean inDoubt;

    RedisUnavailable(String message, boolean inDoubt, @Nullable Throwable cause) {
        super(message, cause, false, false); // thrown for every request while Redis is away: no stack trace
        this.inDoubt = inDoubt;
    }

    public boolean inDoubt() {
        return inDoubt;
    }
}
