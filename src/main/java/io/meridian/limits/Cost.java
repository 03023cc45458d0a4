package io.meridian.limits;

import io.meridian.base.Usd;

/** What one request uses or is expected to use, besides being one request. Immutable. */
public record Cost(long tokens, Usd money) {
    public static final Cost NOTHING = new Cost(0, Usd.ZERO);

    public Cost {
        if (tokens < 0 || money.nanos() < 0) {
            throw new IllegalArgumentException("A cost is not negative");
        }
    }
}
