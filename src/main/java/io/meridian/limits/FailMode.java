package io.meridian.limits;

/** What becomes of a limit while Redis is away. */
public enum FailMode {
    /** This instance grants its share: the limit divided by the live instances. */
    SLICE,
    /** The limit is not checked. */
    OPEN,
    /** The request is refused. */
    CLOSED
}
