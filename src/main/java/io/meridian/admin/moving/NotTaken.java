package io.meridian.admin.moving;

/** A row of theirs is nothing we can keep; the message is the end of a sentence about it. */
final class NotTaken extends Exception {
    private static final long serialVersionUID = 1L;

    NotTaken(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
