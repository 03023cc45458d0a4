package io.meridian.store;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A command on its way, and the thread that waits for its answer, if one does. */
final class RedisCall {
    static final Runnable NOTHING = () -> {};

    private final RedisCommand command;
    private final @Nullable Thread waiter;
    private final Runnable whenAnswered;
    private @Nullable Object reply;
    private @Nullable RedisUnavailable failure;
    private volatile boolean done;

    private RedisCall(RedisCommand command, @Nullable Thread waiter, Runnable whenAnswered) {
        this.command = command;
        this.waiter = waiter;
        this.whenAnswered = whenAnswered;
    }

    static RedisCall awaited(RedisCommand command) {
        return new RedisCall(command, Thread.currentThread(), NOTHING);
    }

    /** Nobody waits for it. */
    static RedisCall sent(RedisCommand command, Runnable whenAnswered) {
        return new RedisCall(command, null, whenAnswered);
    }

    /** The same once more, though Redis may have executed it. */
    RedisCall again() {
        return new RedisCall(command.repeated(), waiter, whenAnswered);
    }

    /** Of one that was sent: it is done with. */
    void executed() {
        whenAnswered.run();
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
