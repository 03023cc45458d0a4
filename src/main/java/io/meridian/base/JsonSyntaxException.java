package io.meridian.base;

/** A text that is not the JSON it should be, with a sentence that says where; made without a stack trace. */
public final class JsonSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    JsonSyntaxException(String problem, int offset) {
        super(problem + " at byte " + offset, null, false, false);
    }

    /** The sentence for the client. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
