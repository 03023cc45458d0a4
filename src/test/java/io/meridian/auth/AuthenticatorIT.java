package io.meridian.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import io.meridian.base.GatewayException;
import io.meridian.base.Secret;
import io.meridian.directory.Directory;
import io.meridian.store.Database;
import io.meridian.store.Migrations;
import io.meridian.store.RowCache;
import io.meridian.testing.Link;
import io.meridian.testing.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/** How long cached keys are believed. */
class AuthenticatorIT {
    private static final Secret MASTER = new Secret("sk-master");
    private static final String UNKNOWN = "sk-unknown-but-remembered";

    private final TestDatabase testDatabase = new TestDatabase();
    private final AtomicReference<Duration> age = new AtomicReference<>(Duration.ZERO);

    @Test
    void whatIsCachedIsBelievedForAMinuteWithoutTheDatabase() {
        try (Link link = testDatabase.link();
                Database database = open(link)) {
            Authenticator authenticator = authenticator(database, Duration.ZERO);
            assertUnknown(authenticator);
            link.cut();
            age.set(Duration.ofSeconds(59));
            assertUnknown(authenticator);
            age.set(Duration.ofSeconds(61));
            assertThatThrownBy(() -> authenticator.authenticate(Optional.of(UNKNOWN)))
                    .isInstanceOf(GatewayException.NoDatabase.class);
        }
    }

    @Test
    void thePolicyMayBelieveItForLonger() {
        try (Link link = testDatabase.link();
                Database database = open(link)) {
            Authenticator authenticator = authenticator(database, Duration.ofHours(24));
            assertUnknown(authenticator);
            link.cut();
            age.set(Duration.ofHours(23));
            assertUnknown(authenticator);
            age.set(Duration.ofHours(25));
            assertThatThrownBy(() -> authenticator.authenticate(Optional.of(UNKNOWN)))
                    .isInstanceOf(GatewayException.NoDatabase.class);
        }
    }

    @Test
    void keysAreAskedForAnewWhileChangesAreNotFollowed() {
        try (Link link = testDatabase.link();
                Database database = open(link)) {
            Authenticator authenticator = authenticator(database, Duration.ZERO);
            age.set(Duration.ofDays(2));
            assertUnknown(authenticator);
            database.transact(transaction ->
                    transaction.jooq().execute("""
                        insert into virtual_key (token, created_at, updated_at) values ({0}, now(), now())
                        """, DSL.val(KeyHash.of(UNKNOWN).hex())));
            assertThat(authenticator.authenticate(Optional.of(UNKNOWN)).isAdmin())
                    .isFalse();
        }
    }

    @Test
    void remembersNobodyLongerThanItIsTold() {
        try (Link link = testDatabase.link();
                Database database = open(link)) {
            KeyCache forgetful = new KeyCache(
                    database, new VirtualKeyStore(database), new RowCache.Lifetimes(Duration.ZERO, Duration.ZERO));
            KeyHash hash = KeyHash.of("sk-remembers-nobody-1");
            assertThat(forgetful.find(hash, Instant.EPOCH)).isEmpty();
            database.transact(transaction -> transaction.jooq().execute("""
                insert into virtual_key (token, created_at, updated_at) values ({0}, now(), now())
                """, DSL.val(hash.hex())));
            assertThat(forgetful.find(hash, Instant.EPOCH)).isPresent();
            database.transact(transaction ->
                    transaction.jooq().execute("delete from virtual_key where token = {0}", DSL.val(hash.hex())));
            assertThat(forgetful.find(hash, Instant.EPOCH)).isEmpty();
        }
    }

    private static void assertUnknown(Authenticator authenticator) {
        assertThatThrownBy(() -> authenticator.authenticate(Optional.of(UNKNOWN)))
                .isInstanceOf(GatewayException.Unauthenticated.class);
    }

    private Authenticator authenticator(Database database, Duration longest) {
        Authenticator.Known known = new Authenticator.Known(
                new KeyCache(database, new VirtualKeyStore(database), RowCache.Lifetimes.STANDARD),
                new Directory(database, RowCache.Lifetimes.STANDARD));
        return new Authenticator(Optional.of(MASTER), Optional.of(known), age::get, longest, Clock.systemUTC());
    }

    private Database open(Link link) {
        Migrations.migrate(testDatabase.settings("meridian"));
        String through = testDatabase.jdbcUrl().replaceFirst("//[^/]+", "//127.0.0.1:" + link.port());
        return Database.open(testDatabase.settings("meridian", through), new MetricRegistry());
    }
}
