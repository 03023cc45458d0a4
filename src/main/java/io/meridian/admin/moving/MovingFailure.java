package io.meridian.admin.moving;

/** The import cannot go on, and the message says why; what was committed stays, and another run does the rest. */
public final class MovingFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MovingFailure(String message, Throwable cause) {
        super(message, cause);
    }

    MovingFailure(String message) {
        super(message);
    }
}
