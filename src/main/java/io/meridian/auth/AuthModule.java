package io.meridian.auth;

import io.meridian.base.Secret;
import io.meridian.directory.Directory;
import io.meridian.store.ChangeFollower;
import io.meridian.store.Database;
import io.meridian.store.RowCache;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Who may call: the keys this instance knows and whom they belong to, kept true by the change log. Immutable. */
public record AuthModule(Authenticator authenticator, Optional<Authenticator.Known> known) {
    /** {@code longestAge} is how long cached keys are believed while the database is away. */
    public record Settings(Optional<Secret> masterKey, Duration longestAge, RowCache.Lifetimes lifetimes) {}

    /** The follower is told what to keep true; somebody else starts it. */
    public static AuthModule create(
            Optional<Database> database, Optional<ChangeFollower> follower, Settings settings, Clock clock) {
        Optional<Authenticator.Known> known = database.map(found -> new Authenticator.Known(
                new KeyCache(found, new VirtualKeyStore(found), settings.lifetimes()),
                new Directory(found, settings.lifetimes())));
        known.ifPresent(caches -> follower.ifPresent(changes -> {
            changes.tell(caches.keys());
            changes.tell(caches.directory());
        }));
        Supplier<Duration> age = () -> follower.map(ChangeFollower::age).orElse(Duration.ZERO);
        return new AuthModule(new Authenticator(settings.masterKey(), known, age, settings.longestAge(), clock), known);
    }
}
