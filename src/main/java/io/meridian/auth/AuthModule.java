package io.meridian.auth;

import io.meridian.base.Secret;
import io.meridian.store.ChangeFollower;
import io.meridian.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Who may call: the keys this instance knows, kept true by the change log. */
public record AuthModule(Authenticator authenticator, Optional<KeyCache> keys, Optional<ChangeFollower> follower)
        implements AutoCloseable {
    private static final Duration POLL = Duration.ofSeconds(1);

    /** {@code longestAge} is how long cached keys are believed while the database is away. */
    public record Settings(Optional<Secret> masterKey, Duration longestAge, KeyCache.Lifetimes lifetimes) {}

    public static AuthModule create(Optional<Database> database, Settings settings, Clock clock) {
        Optional<KeyCache> keys = database.map(found -> new KeyCache(new VirtualKeyStore(found), settings.lifetimes()));
        Optional<ChangeFollower> follower =
                database.flatMap(found -> keys.map(cache -> ChangeFollower.start(found, cache, POLL)));
        Supplier<Duration> age = () -> follower.map(ChangeFollower::age).orElse(Duration.ZERO);
        return new AuthModule(
                new Authenticator(settings.masterKey(), keys, age, settings.longestAge(), clock), keys, follower);
    }

    @Override
    public void close() {
        follower.ifPresent(ChangeFollower::close);
    }
}
