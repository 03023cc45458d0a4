package io.meridian.store;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A command on its way, and the thread that waits for its answer, if one does. */
final class RedisCall {
    private final RedisCommand command;
    private final @Nullable Thread waiter;
    private @Nullable Object reply;
    private @Nullable RedisUnavailable failure;
    private volatile boolean done;

    RedisCall(RedisCommand command, @Nullable Thread waiter) {
        this.command = command;
        this.waiter = waiter;
    }

    RedisCommand command() {
        return command;
    }

    boolean isAwaited() {
        return waiter != null;
    }

    void answer(@Nullable Object answer) {
        reply = answer;
        finish();
    }

    void fail(RedisUnavailable why) {
        failure = why;
        finish();
    }

    private void finish() {
        done = true;
        LockSupport.unpark(waiter);
    }

    /** Without a timer of its own, which costs more than the hand-over: the pipe ends every call in time. */
    @Nullable
    Object await() {
        boolean interrupted = false;
        while (!done) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
        return reply;
    }
}
