package io.meridian.store;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.meridian.base.GatewayException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Rows this instance has looked up by their name, those that do not exist included. An entry lives until its owner
 * drops it, as the change log tells; a look-up that was under way when that happens is not kept. Thread-safe.
 */
public final class RowCache<K, V> {
    private static final int MAXIMUM = 200_000;
    /** Cold look-ups that may run at once: a flood of invented names must not take every connection. */
    private static final int COLD_LOOK_UPS = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Database database;
    private final Function<K, Optional<V>> find;
    private final AsyncCache<K, Optional<V>> rows;
    private final Semaphore coldLookUps = new Semaphore(COLD_LOOK_UPS);

    /** How long an answer of the database is kept, unless it is dropped before. */
    public record Lifetimes(Duration known, Duration unknown) {
        public static final Lifetimes STANDARD = new Lifetimes(Duration.ofHours(24), Duration.ofMinutes(1));
    }

    public RowCache(Database database, Function<K, Optional<V>> find, Lifetimes lifetimes) {
        this.database = database;
        this.find = find;
        this.rows = Caffeine.newBuilder()
                .maximumSize(MAXIMUM)
                .expireAfter(Expiry.<K, Optional<V>>creating(
                        (name, row) -> row.isPresent() ? lifetimes.known() : lifetimes.unknown()))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .buildAsync();
    }

    /** The row of this name; throws if it is not cached and the database cannot be asked. */
    public Optional<V> find(K name) {
        CompletableFuture<Optional<V>> entry = rows.getIfPresent(name);
        if (entry == null) {
            entry = rows.get(name, this::load);
        }
        try {
            return entry.join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
        }
    }

    /** As {@link #find}, but believes nothing that was cached before: for times when changes are not followed. */
    public Optional<V> findAgain(K name) {
        forget(name);
        return find(name);
    }

    public void forget(K name) {
        rows.synchronous().invalidate(name);
    }

    public void forgetEverything() {
        rows.synchronous().invalidateAll();
    }

    private Optional<V> load(K name) {
        // nobody queues for an answer that will not come
        database.requireReachable();
        boolean admitted = false;
        try {
            admitted = coldLookUps.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (!admitted) {
                throw new GatewayException.Unavailable(
                        "Too many unknown names are being looked up.", Duration.ofSeconds(1), null);
            }
            return find.apply(name);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new GatewayException.Unavailable("Shutting down.", Duration.ofSeconds(1), interrupted);
        } finally {
            if (admitted) {
                coldLookUps.release();
            }
        }
    }
}
