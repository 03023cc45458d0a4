package io.meridian.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.meridian.testing.Await;
import io.meridian.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nothing that administration changes may be missed by an instance that follows the log. */
class ChangeOrderIT {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration NEVER = Duration.ofMinutes(10);

    private final Seen seen = new Seen();
    private Database database;
    private ChangeLog log;

    @BeforeEach
    void open() {
        DatabaseSettings settings = new TestDatabase().settings("meridian");
        Migrations.migrate(settings);
        database = Database.open(settings, new MetricRegistry());
        log = new ChangeLog(database);
        // an empty log says nothing about what it held before, and a follower has to forget everything
        record("long ago");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void twoChangesThatCommitInReverseOrderAreBothSeen() throws Exception {
        CountDownLatch mayCommit = new CountDownLatch(1);
        CountDownLatch drawn = new CountDownLatch(1);
        try (ChangeFollower follower = follow(POLL)) {
            Thread first = Thread.ofVirtual()
                    .start(() -> database.transact(transaction -> {
                        log.record(transaction, Change.Kind.KEY, "first");
                        transaction.last(() -> {
                            drawn.countDown();
                            await(mayCommit);
                        });
                    }));
            await(drawn);
            Thread second = Thread.ofVirtual()
                    .start(() -> database.transact(transaction -> log.record(transaction, Change.Kind.KEY, "second")));
            // either it waits for the first, or it has overtaken it and the follower has gone on
            Await.until(
                    "the second change waits or was seen", () -> isWaitingForALock() || seen.ids.contains("second"));
            mayCommit.countDown();
            first.join();
            second.join();
            Await.until("both changes were seen", () -> seen.ids.size() == 2);
            assertThat(seen.ids).containsExactly("first", "second");
            assertThat(follower.position()).isEqualTo(log.newest());
        }
    }

    @Test
    void aNotificationArrivesLongBeforeThePoll() {
        try (ChangeFollower follower = follow(NEVER)) {
            record("one");
            Await.until("the change was seen", () -> seen.ids.contains("one"));
            assertThat(follower.age()).isLessThan(Duration.ofSeconds(30));
        }
    }

    @Test
    void whatIsRolledBackIsNeverSeen() {
        try (ChangeFollower follower = follow(POLL)) {
            try {
                database.transact(transaction -> {
                    log.record(transaction, Change.Kind.KEY, "undone");
                    throw new IllegalStateException("on purpose");
                });
            } catch (IllegalStateException onPurpose) {
                record("done");
            }
            Await.until("the change was seen", () -> seen.ids.contains("done"));
            assertThat(seen.ids).containsExactly("done");
            assertThat(follower.position()).isPositive();
        }
    }

    @Test
    void whoeverFellBehindTheOldestChangeForgetsEverything() {
        try (ChangeFollower follower = follow(POLL)) {
            long before = seen.forgotten;
            database.transact(transaction -> {
                // as if this instance had slept while the log was pruned
                transaction.jooq().execute("delete from change_log");
                transaction.jooq().execute("select setval('change_log_seq', {0})", DSL.val(follower.position() + 100));
                log.record(transaction, Change.Kind.KEY, "much later");
            });
            Await.until("everything was forgotten", () -> seen.forgotten > before);
            record("next");
            Await.until("it follows again", () -> seen.ids.contains("next"));
        }
    }

    private ChangeFollower follow(Duration poll) {
        ChangeFollower follower = new ChangeFollower(database, poll);
        follower.tell(seen);
        follower.start();
        Await.until(
                "the log is followed",
                () -> follower.position() >= 0 && follower.age().compareTo(NEVER) < 0);
        return follower;
    }

    private void record(String id) {
        database.transact(transaction -> log.record(transaction, Change.Kind.KEY, id));
    }

    private boolean isWaitingForALock() {
        return database.query(jooq -> jooq.fetchExists(
                DSL.table("pg_locks"),
                DSL.condition("locktype = 'advisory' and not granted and database = (select oid from pg_database"
                        + " where datname = current_database())")));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static final class Seen implements ChangeListener {
        private final List<String> ids = new CopyOnWriteArrayList<>();
        private volatile int forgotten;

        @Override
        public void changed(Change change) {
            ids.add(change.id());
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // only the follower's thread writes it
        public void forgetEverything() {
            forgotten++;
        }
    }
}
