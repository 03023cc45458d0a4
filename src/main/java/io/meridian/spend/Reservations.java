package io.meridian.spend;

import io.meridian.api.Usage;
import io.meridian.base.Usd;

/** Whoever reserved something for a call; told how the calls ended whose process did not live to tell. */
@FunctionalInterface
public interface Reservations {
    /** Called at least once for each such call; must not wait. {@code reservation} is what the journal was given. */
    void settle(String reservation, Usage usage, Usd cost);
}
