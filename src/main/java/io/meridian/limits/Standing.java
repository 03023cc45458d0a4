package io.meridian.limits;

/** How much of a limit is left after a request was granted, in the limit's own unit. Immutable. */
public record Standing(Limit limit, long remaining) {}
