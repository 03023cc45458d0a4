package io.meridian.auth;

import io.meridian.store.Change;
import io.meridian.store.ChangeListener;
import io.meridian.store.Database;
import io.meridian.store.RowCache;
import java.util.Optional;

/** The virtual keys this instance has looked up. Thread-safe. */
public final class KeyCache implements ChangeListener {
    private final RowCache<KeyHash, VirtualKey> keys;

    public KeyCache(Database database, VirtualKeyStore store, RowCache.Lifetimes lifetimes) {
        this.keys = new RowCache<>(database, store::find, lifetimes);
    }

    /** The key of this hash; throws if it is not cached and the database cannot be asked. */
    public Optional<VirtualKey> find(KeyHash hash) {
        return keys.find(hash);
    }

    /** As {@link #find}, but believes nothing that was cached before: for times when changes are not followed. */
    public Optional<VirtualKey> findAgain(KeyHash hash) {
        return keys.findAgain(hash);
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
