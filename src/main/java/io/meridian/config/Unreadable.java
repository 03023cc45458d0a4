package io.meridian.config;

/** A value that is not what its setting expects. The message says what is expected and never repeats the value. */
final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
        super(message, null, false, false);
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
