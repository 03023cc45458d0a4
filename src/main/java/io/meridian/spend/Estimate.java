package io.meridian.spend;

import io.meridian.base.Usd;

/** What a call is expected to cost before it is made: all that was reserved, and the prompt's part. Immutable. */
public record Estimate(Usd reserved, Usd prompt, long promptTokens) {
    public static final Estimate NONE = new Estimate(Usd.ZERO, Usd.ZERO, 0);
}
