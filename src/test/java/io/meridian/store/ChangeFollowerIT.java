package io.meridian.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.meridian.testing.Await;
import io.meridian.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChangeFollowerIT {
    private static final String EVERYTHING = "everything";

    private final LinkedBlockingQueue<String> forgotten = new LinkedBlockingQueue<>();
    private final ChangeListener listener = new ChangeListener() {
        @Override
        public void changed(Change change) {
            if (change.id().equals("error")) {
                throw new OutOfMemoryError("no memory for a change");
            }
            forgotten.add(change.id());
        }

        @Override
        public void forgetEverything() {
            forgotten.add(EVERYTHING);
        }
    };
    private Database database;
    private ChangeFollower follower;

    @BeforeEach
    void follow() throws InterruptedException {
        DatabaseSettings settings = new TestDatabase().settings("meridian");
        Migrations.migrate(settings);
        database = Database.open(settings, new MetricRegistry());
        write("insert into change_log (seq, kind, id) values (nextval('change_log_seq'), 'key', 'before')");
        follower = new ChangeFollower(database, Duration.ofMillis(20));
        follower.tell(listener);
        follower.start();
        assertThat(next()).isEqualTo(EVERYTHING);
    }

    @AfterEach
    void close() {
        follower.close();
        database.close();
    }

    private void write(String sql) {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void change(String kind, String id) {
        write("insert into change_log (seq, kind, id) values (nextval('change_log_seq'), '%s', '%s')"
                .formatted(kind, id));
    }

    private String next() throws InterruptedException {
        return String.valueOf(forgotten.poll(20, TimeUnit.SECONDS));
    }

    private List<String> next(int count) throws InterruptedException {
        List<String> all = new ArrayList<>();
        while (all.size() < count) {
            all.add(next());
        }
        return all;
    }

    @Test
    void tellsChangesInTheirOrder() throws InterruptedException {
        change("key", "a");
        change("key", "b");
        assertThat(next(2)).containsExactly("a", "b");
    }

    @Test
    void forgetsEverythingAtAChangeItDoesNotKnow() throws InterruptedException {
        change("starship", "x");
        change("key", "a");
        assertThat(next(2)).containsExactly(EVERYTHING, "a");
        Await.until("all is seen", () -> follower.age().compareTo(Duration.ofSeconds(20)) < 0);
    }

    @Test
    void noticesThatTheLogWentBack() throws InterruptedException {
        change("key", "a");
        change("key", "b");
        next(2);
        write("delete from change_log where id <> 'before'");
        assertThat(next()).isEqualTo(EVERYTHING);
        change("key", "c");
        assertThat(next()).isEqualTo("c");
    }

    @Test
    void noticesThatAnEmptyLogWentBackButNotThatItWasPruned() throws InterruptedException {
        change("key", "a");
        next(1);
        write("delete from change_log");
        change("key", "b");
        assertThat(next()).isEqualTo("b");
        write("delete from change_log; alter sequence change_log_seq restart");
        assertThat(next()).isEqualTo(EVERYTHING);
    }

    @Test
    void goesOnAfterAnError() throws InterruptedException {
        change("key", "error");
        write("select pg_notify('meridian_change', '')");
        write("update change_log set id = 'mended' where id = 'error'");
        assertThat(next()).isEqualTo("mended");
    }
}
