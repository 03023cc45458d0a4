package io.meridian.auth;

import io.meridian.store.Change;
import io.meridian.store.ChangeListener;
import io.meridian.store.Database;
import io.meridian.store.RowCache;
import java.time.Instant;
import java.util.Optional;

/** The virtual keys this instance has looked up. Thread-safe. */
public final class KeyCache implements ChangeListener {
    private final RowCache<KeyHash, KnownKey> keys;

    public KeyCache(Database database, VirtualKeyStore store, RowCache.Lifetimes lifetimes) {
        this.keys = new RowCache<>(database, store::look, lifetimes);
    }

    /** The key this hash opens now; throws if it is not cached and the database cannot be asked. */
    public Optional<VirtualKey> find(KeyHash hash, Instant now) {
        return keys.find(hash).flatMap(found -> opened(hash, found, now));
    }

    /** As {@link #find}, but believes nothing that was cached before: for times when changes are not followed. */
    public Optional<VirtualKey> findAgain(KeyHash hash, Instant now) {
        Optional<KnownKey> found = keys.findAgain(hash);
        found.map(KnownKey::key)
                .map(VirtualKey::hash)
                .filter(own -> !own.equals(hash))
                .ifPresent(this::forget);
        return found.flatMap(known -> opened(hash, known, now));
    }

    /** What an old hash leads to is kept under the new one, which is dropped when the key changes. */
    private Optional<VirtualKey> opened(KeyHash hash, KnownKey found, Instant now) {
        KeyHash own = found.key().hash();
        if (own.equals(hash)) {
            return Optional.of(found.key());
        }
        return found.isOver(now)
                ? Optional.empty()
                : keys.find(own).filter(known -> !known.isOver(now)).map(KnownKey::key);
    }

    /** Drops one key, for the instance that changed it and need not wait for its own notification. */
    public void forget(KeyHash hash) {
        keys.forget(hash);
    }

    @Override
    public void changed(Change change) {
        if (change.kind() == Change.Kind.KEY) {
            forget(new KeyHash(change.id()));
        }
    }

    @Override
    public void forgetEverything() {
        keys.forgetEverything();
    }
}
