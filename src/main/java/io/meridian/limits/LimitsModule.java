package io.meridian.limits;

import io.meridian.store.RedisPipe;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntSupplier;

/** The limiter of this instance, and what has to be closed after it. */
public record LimitsModule(RateLimiter limiter, Runnable stop) implements AutoCloseable {
    private static final Duration LEDGER_TRUSTED = Duration.ofSeconds(5);
    private static final Duration ALWAYS = Duration.ofDays(36_500);

    /**
     * Starts the renewal of leases; the limiter itself needs no start.
     *
     * @param pipe without one, limits are counted in this process; it stays the caller's to close
     * @param window how long a rate's window is
     * @param ledger what PostgreSQL knows to be spent
     * @param liveInstances how many instances share the limits while Redis is away
     * @param notes where holds are noted that would outlive this process
     */
    public static LimitsModule create(
            Optional<RedisPipe> pipe,
            Duration window,
            BudgetSeed ledger,
            IntSupplier liveInstances,
            HoldNotes notes,
            Clock clock) {
        if (window.toMillis() < LocalWindow.SPAN) {
            throw new IllegalArgumentException("A rate limit window cannot be shorter than 60 ms");
        }
        BudgetSeeds seeds = new BudgetSeeds(ledger);
        LocalSlidingWindow local =
                new LocalSlidingWindow(clock, window, seeds, pipe.isPresent() ? LEDGER_TRUSTED : ALWAYS);
        if (pipe.isEmpty()) {
            return new LimitsModule(local, new LeaseRenewal(local::renew)::close);
        }
        RedisLimitCommands commands = new RedisLimitCommands(window, () -> "");
        RedisSlices slices = new RedisSlices(local, liveInstances);
        RedisSlidingWindow shared = new RedisSlidingWindow(pipe.get(), commands, seeds, slices, notes);
        return new LimitsModule(shared, new LeaseRenewal(shared::renew)::close);
    }

    @Override
    public void close() {
        stop.run();
    }
}
