package io.meridian.spend;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Decides which refused calls become rows: a storm of them must not take the room that calls need which cost money.
 * Thread-safe.
 */
public final class RefusedCalls {
    static final int ROWS_A_SECOND = 10;

    private static final int MOST_KEYS = 10_000;
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final SpendJournal journal;
    private final long mostBytes;
    private final Clock clock;
    private final Counter unwritten;
    private final Cache<String, Rows> keys = Caffeine.newBuilder()
            .maximumSize(MOST_KEYS)
            .expireAfterAccess(REMEMBERED)
            .build();

    /** @param mostBytes how long the journal may be when a refused call is added to it */
    RefusedCalls(SpendJournal journal, long mostBytes, Clock clock, MetricRegistry metrics) {
        this.journal = journal;
        this.mostBytes = mostBytes;
        this.clock = clock;
        this.unwritten = metrics.counter("spend.refused.unwritten");
    }

    /** How many calls of this key were refused without a row since its last one; empty if this one gets none either. */
    public OptionalLong admit(String key) {
        boolean room = journal.bytes() <= mostBytes;
        OptionalLong omitted = keys.get(key, name -> new Rows()).next(clock.millis() / 1000, room);
        if (omitted.isEmpty()) {
            unwritten.inc();
        }
        return omitted;
    }

    /** Of one key. */
    private static final class Rows {
        private long second;
        private int written;
        private long omitted;

        synchronized OptionalLong next(long now, boolean room) {
            if (now != second) {
                second = now;
                written = 0;
            }
            if (!room || written == ROWS_A_SECOND) {
                omitted++;
                return OptionalLong.empty();
            }
            written++;
            long before = omitted;
            omitted = 0;
            return OptionalLong.of(before);
        }
    }
}
