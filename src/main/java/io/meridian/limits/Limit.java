package io.meridian.limits;

import io.meridian.base.Usd;
import java.time.Instant;

/** A bound on what one subject may use. A maximum of zero refuses everything. Immutable. */
public sealed interface Limit {
    Scope scope();

    String subject();

    FailMode failMode();

    /** The maximum in requests, tokens, calls or nano-dollars. */
    long ceiling();

    /** What must at least be free for a request to pass. */
    default long least(Cost estimate) {
        return 1;
    }

    /** What a request is charged in advance, if that much is free. */
    default long asked(Cost estimate) {
        return 1;
    }

    /** What a request turned out to use. */
    default long used(Cost actual) {
        return 1;
    }

    /** Whether it matters to the counter what a request turned out to use, or only that it ended. */
    default boolean isSettled() {
        return true;
    }

    /** What a rate counts. */
    enum Unit {
        REQUESTS,
        TOKENS
    }

    /** So many requests or tokens in any window. */
    record Rate(Scope scope, String subject, Unit unit, long max, FailMode failMode) implements Limit {
        @Override
        public long ceiling() {
            return max;
        }

        /** Even a request that expects no tokens finds no room in a full window. */
        @Override
        public long least(Cost estimate) {
            return Math.max(1, asked(estimate));
        }

        @Override
        public long asked(Cost estimate) {
            return unit == Unit.REQUESTS ? 1 : estimate.tokens();
        }

        @Override
        public long used(Cost actual) {
            return asked(actual);
        }

        @Override
        public boolean isSettled() {
            return unit == Unit.TOKENS;
        }
    }

    /** So many calls at a time. */
    record Parallel(Scope scope, String subject, int max, FailMode failMode) implements Limit {
        @Override
        public long ceiling() {
            return max;
        }
    }

    /** So much money in a period; the last request it admits may exceed it by its own cost. */
    record Budget(Scope scope, String subject, Usd max, Instant periodStart, FailMode failMode) implements Limit {
        @Override
        public long ceiling() {
            return max.nanos();
        }

        @Override
        public long asked(Cost estimate) {
            return estimate.money().nanos();
        }

        @Override
        public long used(Cost actual) {
            return actual.money().nanos();
        }
    }
}
