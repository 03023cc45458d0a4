package io.meridian.limits;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code acquire.lua} answers: a list of integers of which the first says how to read the others. Immutable. */
record RedisReply(List<?> numbers) {
    private static final long REFUSED = 0;
    private static final long GRANTED = 1;
    private static final long SEED_MISSING = 2;

    static RedisReply of(Optional<Object> reply) {
        if (reply.orElse(List.of()) instanceof List<?> numbers && !numbers.isEmpty()) {
            return new RedisReply(numbers);
        }
        throw new IllegalStateException("Redis answered " + reply);
    }

    int size() {
        return numbers.size();
    }

    long at(int index) {
        return (Long) numbers.get(index);
    }

    boolean isRefused() {
        return at(0) == REFUSED;
    }

    boolean isGranted() {
        return at(0) == GRANTED;
    }

    boolean isSeedMissing() {
        return at(0) == SEED_MISSING;
    }

    LimitDecision.Granted granted(Counters counters, String id) {
        int count = counters.limits().size();
        long[] charged = new long[count];
        List<Standing> standings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Limit limit = counters.limits().get(i);
            long used = at(2 + 2 * i);
            charged[i] = at(3 + 2 * i);
            standings.add(new Standing(limit, used - charged[i], Math.max(0, limit.ceiling() - used)));
        }
        return new LimitDecision.Granted(new Hold(id, counters, at(1), charged, false), standings);
    }

    LimitDecision.Refused refused(Counters counters) {
        Limit limit = counters.limits().get((int) at(1));
        return LocalSlidingWindow.refusal(limit, at(2), Math.max(0, limit.ceiling() - at(2)), at(3), at(4));
    }
}
