package io.meridian.store;

/** A write contradicts what is stored already: a name that has to be unique is taken. */
public final class ConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConflictException(Throwable cause) {
        super(cause);
    }
}
