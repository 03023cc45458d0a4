package io.meridian.store;

import static io.meridian.store.jooq.Tables.CHANGE_LOG;

import io.meridian.store.jooq.Sequences;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * The ordered list of administrative changes, written in the transaction of the change itself. Safe for use by many
 * threads.
 */
public final class ChangeLog {
    static final String CHANNEL = "meridian_change";
    /** Any number will do, as long as everyone who writes the log takes the same one. */
    private static final long LOCK = 0x4d45_5249_4449_414eL;

    private static final int BATCH = 1_000;

    private final Database database;

    public ChangeLog(Database database) {
        this.database = database;
    }

    /**
     * Notes a change, as the last work of its transaction. The lock is held until the commit, so that numbers become
     * visible in the order in which they were drawn and no follower can step over one that commits late.
     */
    public void record(Transaction transaction, Change.Kind kind, String id) {
        transaction.last(() -> write(transaction, kind, id));
    }

    /** Makes the transaction the only one that writes in the order of the log; for its last work. */
    public void lock(Transaction transaction) {
        transaction.jooq().execute("select pg_advisory_xact_lock({0})", DSL.val(LOCK));
    }

    private void write(Transaction transaction, Change.Kind kind, String id) {
        lock(transaction);
        DSLContext jooq = transaction.jooq();
        jooq.insertInto(CHANGE_LOG)
                .set(CHANGE_LOG.SEQ, Sequences.CHANGE_LOG_SEQ.nextval())
                .set(CHANGE_LOG.KIND, kind.name().toLowerCase(Locale.ROOT))
                .set(CHANGE_LOG.ID, id)
                .execute();
        // delivered at commit, and only then
        jooq.execute("select pg_notify({0}, '')", DSL.val(CHANNEL));
    }

    /** The number of the newest change. */
    long newest() {
        return database.query(jooq -> jooq.select(DSL.coalesce(DSL.max(CHANGE_LOG.SEQ), 0L))
                .from(CHANGE_LOG)
                .fetchSingle()
                .value1());
    }

    /** The number of the oldest change still kept, or the largest number there is if none is. */
    long oldest() {
        return database.query(jooq -> jooq.select(DSL.coalesce(DSL.min(CHANGE_LOG.SEQ), Long.MAX_VALUE))
                .from(CHANGE_LOG)
                .fetchSingle()
                .value1());
    }

    /** The largest number that was ever drawn, also where the log is pruned empty; if not, that of its newest row. */
    long highest() {
        return database.query(jooq -> jooq.select(DSL.coalesce(
                        DSL.max(CHANGE_LOG.SEQ),
                        DSL.field(
                                "(select case when is_called then last_value else 0 end from {0})",
                                Long.class, DSL.name(Sequences.CHANGE_LOG_SEQ.getName()))))
                .from(CHANGE_LOG)
                .fetchSingle()
                .value1());
    }

    /** The next changes after a position, oldest first. */
    List<Change> after(long position) {
        return database.query(jooq -> jooq.selectFrom(CHANGE_LOG)
                .where(CHANGE_LOG.SEQ.gt(position))
                .orderBy(CHANGE_LOG.SEQ)
                .limit(BATCH)
                .fetch(row -> new Change(row.getSeq(), Change.Kind.of(row.getKind()), row.getId())));
    }

    /** Drops what no follower can still need. */
    void prune(Duration age) {
        database.query(jooq -> jooq.deleteFrom(CHANGE_LOG)
                .where("changed_at < now() - make_interval(secs => {0})", DSL.val((double) age.toSeconds()))
                .execute());
    }
}
