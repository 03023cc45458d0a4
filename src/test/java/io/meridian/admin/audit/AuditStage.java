package io.meridian.admin.audit;

import com.codahale.metrics.MetricRegistry;
import io.meridian.auth.Caller;
import io.meridian.base.JsonText;
import io.meridian.base.Secret;
import io.meridian.store.Change;
import io.meridian.store.ChangeLog;
import io.meridian.store.Database;
import io.meridian.store.DatabaseSettings;
import io.meridian.store.Migrations;
import io.meridian.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A database of its own with an audit trail in it, and everything that acts on one. */
final class AuditStage implements AutoCloseable {
    static final String SALT = "the salt of the tests";
    static final Actor ACTOR = new Actor(Caller.master(), "ada");

    final Database database;
    final AuditRows sql;
    final AuditStore store;
    private final ChangeLog changes;

    AuditStage() {
        TestDatabase empty = new TestDatabase();
        DatabaseSettings settings = empty.settings("meridian");
        Migrations.migrate(settings);
        this.database = Database.open(settings, new MetricRegistry());
        this.changes = new ChangeLog(database);
        this.store = new AuditStore(database);
        this.sql = new AuditRows(empty);
    }

    void empty() {
        sql.execute("truncate audit_log, audit_head, audit_checkpoint, change_log");
    }

    static KeyRing keys(String... secrets) {
        return new KeyRing(Arrays.stream(secrets).map(Secret::new).toList());
    }

    AuditTrail trail(String... secrets) {
        return trail(true, true, secrets);
    }

    AuditTrail trail(boolean stored, boolean failClosed, String... secrets) {
        List<Secret> all = Arrays.stream(secrets).map(Secret::new).toList();
        return new AuditTrail(store, keys(secrets), new AuditSettings(stored, failClosed, Optional.empty(), all));
    }

    /** As a desk does it: the change, its entry in the change log, and last the audit row. */
    void write(AuditTrail trail, String id) {
        database.transact(transaction -> {
            changes.record(transaction, Change.Kind.KEY, id);
            trail.note(transaction, ACTOR, deed(id));
        });
    }

    static Deed deed(String id) {
        return Deed.updated(
                Deed.Table.KEY,
                id,
                JsonText.object().put("rpm_limit", 1),
                JsonText.object().put("rpm_limit", 2));
    }

    void write(int rows) {
        AuditTrail trail = trail(SALT);
        for (int i = 0; i < rows; i++) {
            write(trail, "object-" + i);
        }
    }

    /** Rows of another day, which no clock would make. */
    void writeOld(int rows, Duration age) {
        for (int i = 0; i < rows; i++) {
            database.transact(transaction -> store.append(
                    transaction,
                    (previous, now) ->
                            entry(now.minus(age)).after(previous, keys(SALT).current()),
                    true));
        }
    }

    static Entry entry(Instant moment) {
        return new Entry(
                UUID.randomUUID(), moment, "ada", "hash", "created", "LiteLLM_TeamTable", "team", null, "{\"a\":1}");
    }

    HeadSigner signer(String... secrets) {
        return new HeadSigner(database, store, keys(secrets));
    }

    Pruning pruning() {
        return new Pruning(database, store, keys(SALT));
    }

    Verdict verify(String... secrets) {
        return new Verification(database, store, keys(secrets)).run(Optional.empty());
    }

    Verdict verify() {
        return verify(SALT);
    }

    @Override
    public void close() {
        sql.close();
        database.close();
    }
}
