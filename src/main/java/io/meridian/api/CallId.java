package io.meridian.api;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The id of a call: the client's if it sent a usable one, else a random one. */
final class CallId {
    private static final int LONGEST = 128;
    private static final long VERSION_4 = 0x4000L;
    private static final long VARIANT = 1L << 63;

    private CallId() {}

    static String of(@Nullable String wanted) {
        return wanted != null && isUsable(wanted) ? wanted : random();
    }

    /** Nothing that could break a header or a log line. */
    private static boolean isUsable(String id) {
        return !id.isEmpty()
                && id.length() <= LONGEST
                && id.chars().allMatch(character -> character > ' ' && character < 0x7f);
    }

    /** A version 4 UUID; it names a call and guards nothing, so it need not be hard to guess. */
    private static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (random.nextLong() & ~0xf000L) | VERSION_4;
        long low = (random.nextLong() & ~(3L << 62)) | VARIANT;
        return new UUID(high, low).toString();
    }
}
