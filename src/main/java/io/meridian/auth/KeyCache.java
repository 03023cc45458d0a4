package io.meridian.auth;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.meridian.base.GatewayException;
import io.meridian.store.Change;
import io.meridian.store.ChangeListener;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Keys this instance has looked up, those that do not exist included. An entry lives until the change log names it; a
 * look-up that was under way when that happens is not kept. Thread-safe.
 */
public final class KeyCache implements ChangeListener {
    private static final int MAXIMUM = 200_000;
    /** Cold look-ups that may run at once: a flood of invented keys must not take every connection. */
    private static final int COLD_LOOK_UPS = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final VirtualKeyStore store;
    private final AsyncCache<KeyHash, Optional<VirtualKey>> keys;
    private final Semaphore coldLookUps = new Semaphore(COLD_LOOK_UPS);

    /** How long an answer of the database is kept, unless the change log drops it before. */
    public record Lifetimes(Duration known, Duration unknown) {
        public static final Lifetimes STANDARD = new Lifetimes(Duration.ofHours(24), Duration.ofMinutes(1));
    }

    public KeyCache(VirtualKeyStore store, Lifetimes lifetimes) {
        this.store = store;
        this.keys = Caffeine.newBuilder()
                .maximumSize(MAXIMUM)
                .expireAfter(Expiry.<KeyHash, Optional<VirtualKey>>creating(
                        (hash, key) -> key.isPresent() ? lifetimes.known() : lifetimes.unknown()))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .buildAsync();
    }

    /** The key of this hash; throws if it is not cached and the database cannot be asked. */
    public Optional<VirtualKey> find(KeyHash hash) {
        CompletableFuture<Optional<VirtualKey>> entry = keys.getIfPresent(hash);
        if (entry == null) {
            entry = keys.get(hash, this::load);
        }
        try {
            return entry.join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
        }
    }

    /** As {@link #find}, but believes nothing that was cached before: for times when changes are not followed. */
    public Optional<VirtualKey> findAgain(KeyHash hash) {
        forget(hash);
        return find(hash);
    }

    /** Drops one key, for the instance that changed it and need not wait for its own notification. */
    public void forget(KeyHash hash) {
        keys.synchronous().invalidate(hash);
    }

    @Override
    public void changed(Change change) {
        if (change.kind() == Change.Kind.KEY) {
            forget(new KeyHash(change.id()));
        }
    }

    @Override
    public void forgetEverything() {
        keys.synchronous().invalidateAll();
    }

    private Optional<VirtualKey> load(KeyHash hash) {
        // nobody queues for an answer that will not come
        store.requireReachable();
        boolean admitted = false;
        try {
            admitted = coldLookUps.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (!admitted) {
                throw new GatewayException.Unavailable(
                        "Too many unknown keys are being looked up.", Duration.ofSeconds(1), null);
            }
            return store.find(hash);
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
