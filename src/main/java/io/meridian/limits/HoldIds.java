package io.meridian.limits;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Ids no other process draws: a random prefix and a count. Thread-safe. */
final class HoldIds {
    private final String prefix = Long.toString(new SecureRandom().nextLong(1L << 60), Character.MAX_RADIX) + "-";
    private final AtomicLong count = new AtomicLong();

    String next() {
        return prefix + Long.toString(count.incrementAndGet(), Character.MAX_RADIX);
    }
}
