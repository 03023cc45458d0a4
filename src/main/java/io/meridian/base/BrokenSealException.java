package io.meridian.base;

/** A sealed value that cannot be opened; the message says why, and nothing of the value. */
public final class BrokenSealException extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenSealException(String reason) {
        super(reason);
    }

    /** For a gateway that has neither a salt key nor a master key. */
    public static BrokenSealException noKey() {
        return new BrokenSealException("is sealed, and no salt key is configured");
    }

    /** The reason, as the second half of a sentence about the value. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
