package io.meridian.limits;

/**
 * How a limit stands once a request was granted, in the limit's own unit. Immutable.
 *
 * @param before what was used and reserved when the request came
 * @param remaining what is left after it: of this instance's share only, while it has no more than that
 */
public record Standing(Limit limit, long before, long remaining) {}
