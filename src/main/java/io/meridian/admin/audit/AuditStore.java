package io.meridian.admin.audit;

import static io.meridian.store.jooq.Tables.AUDIT_CHECKPOINT;
import static io.meridian.store.jooq.Tables.AUDIT_HEAD;
import static io.meridian.store.jooq.Tables.AUDIT_LOG;

import io.meridian.base.GatewayException;
import io.meridian.store.ChangeLog;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import io.meridian.store.jooq.tables.records.AuditHeadRecord;
import io.meridian.store.jooq.tables.records.AuditLogRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** The trail in PostgreSQL, whose clock is its own: rows, signed heads, and what pruning left. Thread-safe. */
final class AuditStore {
    private static final Duration SOON = Duration.ofSeconds(1);

    /** Any numbers will do, as long as all instances take the same ones. */
    private static final long PRUNING = 0x4d45_5249_4155_4450L;

    private static final long SIGNING = 0x4d45_5249_4155_4453L;

    private final ChangeLog changes;

    AuditStore(Database database) {
        this.changes = new ChangeLog(database);
    }

    /**
     * Adds the row that is made of the end of the trail and the time. If that fails nothing was added, and the
     * transaction can go on unless it is told to be broken with it.
     */
    void append(Transaction transaction, BiFunction<Link, Instant, AuditRow> row, boolean breaking) {
        changes.lock(transaction);
        try {
            if (breaking) {
                append(transaction.jooq(), row);
            } else {
                // a savepoint
                transaction.jooq().transaction(nested -> append(nested.dsl(), row));
            }
        } catch (DataAccessException failure) {
            throw new GatewayException.Unavailable(
                    "The change was not made, since it could not be recorded in the audit log.", SOON, failure);
        }
    }

    private static void append(DSLContext jooq, BiFunction<Link, Instant, AuditRow> row) {
        AuditLogRecord added = toRecord(row.apply(last(jooq), now(jooq)));
        added.attach(jooq.configuration());
        added.insert();
    }

    /** The end of the trail: its last row, or the last that was pruned. */
    Link last(Transaction transaction) {
        return last(transaction.jooq());
    }

    /** PostgreSQL's time, to the millisecond as the wire has it: hosts disagree by seconds. */
    Instant now(Transaction transaction) {
        return now(transaction.jooq());
    }

    /** Until the transaction ends nothing is pruned. */
    void keepFromPruning(Transaction transaction) {
        transaction.jooq().execute("select pg_advisory_xact_lock_shared({0})", DSL.val(PRUNING));
    }

    /** False if somebody else prunes, or verifies. */
    boolean mayPrune(Transaction transaction) {
        return tryLock(transaction, PRUNING);
    }

    /** False if somebody else signs at this moment. */
    boolean maySign(Transaction transaction) {
        return tryLock(transaction, SIGNING);
    }

    /** The next rows from a number on, in their order. */
    List<AuditRow> rows(Transaction transaction, long from, int most) {
        return transaction
                .jooq()
                .selectFrom(AUDIT_LOG)
                .where(AUDIT_LOG.SEQ.ge(from))
                .orderBy(AUDIT_LOG.SEQ)
                .limit(most)
                .fetch(AuditStore::toRow);
    }

    /** The MAC of one row. */
    Optional<Link> link(Transaction transaction, long seq) {
        return transaction
                .jooq()
                .select(AUDIT_LOG.SEQ, AUDIT_LOG.MAC)
                .from(AUDIT_LOG)
                .where(AUDIT_LOG.SEQ.eq(seq))
                .fetchOptional(row -> new Link(row.value1(), row.value2()));
    }

    /** The signed heads of these rows, in their order. */
    List<Head> heads(Transaction transaction, long from, long to) {
        return transaction
                .jooq()
                .selectFrom(AUDIT_HEAD)
                .where(AUDIT_HEAD.SEQ.between(from, to))
                .orderBy(AUDIT_HEAD.SEQ, AUDIT_HEAD.MAC)
                .fetch(AuditStore::toHead);
    }

    /** The signed head that is farthest on. */
    Optional<Head> farthestHead(Transaction transaction) {
        return transaction
                .jooq()
                .selectFrom(AUDIT_HEAD)
                .orderBy(AUDIT_HEAD.SEQ.desc())
                .limit(1)
                .fetchOptional(AuditStore::toHead);
    }

    /** The head that was signed last. */
    Optional<Head> latestHead(Transaction transaction) {
        return transaction
                .jooq()
                .selectFrom(AUDIT_HEAD)
                .orderBy(AUDIT_HEAD.SIGNED_AT.desc())
                .limit(1)
                .fetchOptional(AuditStore::toHead);
    }

    /** Keeps a head; the same row signed again takes the place of what was signed of it before. */
    void keep(Transaction transaction, Head head) {
        AuditHeadRecord stored = new AuditHeadRecord();
        stored.setSeq(head.link().seq());
        stored.setMac(head.link().mac());
        stored.setSignedAt(head.signedAt().atOffset(ZoneOffset.UTC));
        stored.setVersion((short) head.seal().version());
        stored.setKeyId(head.seal().keyId());
        stored.setSignature(head.seal().mac());
        transaction
                .jooq()
                .insertInto(AUDIT_HEAD)
                .set(stored)
                .onConflict(AUDIT_HEAD.SEQ, AUDIT_HEAD.MAC)
                .doUpdate()
                .set(stored)
                .execute();
    }

    Optional<Checkpoint> checkpoint(Transaction transaction) {
        return checkpoint(transaction.jooq());
    }

    /** Deletes the rows up to the checkpoint, and what was said of them before. */
    void prune(Transaction transaction, Checkpoint checkpoint) {
        DSLContext jooq = transaction.jooq();
        long seq = checkpoint.link().seq();
        jooq.deleteFrom(AUDIT_CHECKPOINT).execute();
        jooq.insertInto(AUDIT_CHECKPOINT)
                .set(AUDIT_CHECKPOINT.SEQ, seq)
                .set(AUDIT_CHECKPOINT.MAC, checkpoint.link().mac())
                .set(AUDIT_CHECKPOINT.PRUNED_AT, checkpoint.prunedAt().atOffset(ZoneOffset.UTC))
                .set(AUDIT_CHECKPOINT.ROW_COUNT, checkpoint.rows())
                .set(AUDIT_CHECKPOINT.VERSION, (short) checkpoint.seal().version())
                .set(AUDIT_CHECKPOINT.KEY_ID, checkpoint.seal().keyId())
                .set(AUDIT_CHECKPOINT.SIGNATURE, checkpoint.seal().mac())
                .execute();
        jooq.deleteFrom(AUDIT_LOG).where(AUDIT_LOG.SEQ.le(seq)).execute();
        jooq.deleteFrom(AUDIT_HEAD).where(AUDIT_HEAD.SEQ.lt(seq)).execute();
    }

    private static boolean tryLock(Transaction transaction, long lock) {
        return transaction
                .jooq()
                .select(DSL.field("pg_try_advisory_xact_lock({0})", Boolean.class, DSL.val(lock)))
                .fetchSingle()
                .value1();
    }

    private static Link last(DSLContext jooq) {
        return jooq.select(AUDIT_LOG.SEQ, AUDIT_LOG.MAC)
                .from(AUDIT_LOG)
                .orderBy(AUDIT_LOG.SEQ.desc())
                .limit(1)
                .fetchOptional(row -> new Link(row.value1(), row.value2()))
                .or(() -> checkpoint(jooq).map(Checkpoint::link))
                .orElse(Link.START);
    }

    private static Optional<Checkpoint> checkpoint(DSLContext jooq) {
        return jooq.selectFrom(AUDIT_CHECKPOINT)
                .orderBy(AUDIT_CHECKPOINT.SEQ.desc())
                .limit(1)
                .fetchOptional(row -> new Checkpoint(
                        new Link(row.getSeq(), row.getMac()),
                        row.getPrunedAt().toInstant(),
                        row.getRowCount(),
                        new Seal(row.getVersion(), row.getKeyId(), row.getSignature())));
    }

    private static Instant now(DSLContext jooq) {
        return jooq.select(DSL.field("date_trunc('milliseconds', clock_timestamp())", OffsetDateTime.class))
                .fetchSingle()
                .value1()
                .toInstant();
    }

    private static Head toHead(AuditHeadRecord row) {
        return new Head(
                new Link(row.getSeq(), row.getMac()),
                row.getSignedAt().toInstant(),
                new Seal(row.getVersion(), row.getKeyId(), row.getSignature()));
    }

    static AuditRow toRow(AuditLogRecord row) {
        return new AuditRow(
                row.getSeq(),
                new Entry(
                        row.getId(),
                        row.getUpdatedAt().toInstant(),
                        row.getChangedBy(),
                        row.getChangedByApiKey(),
                        row.getAction(),
                        row.getTableName(),
                        row.getObjectId(),
                        row.getBeforeValue(),
                        row.getUpdatedValues()),
                new Seal(row.getVersion(), row.getKeyId(), row.getMac()));
    }

    private static AuditLogRecord toRecord(AuditRow row) {
        Entry entry = row.entry();
        AuditLogRecord stored = new AuditLogRecord();
        stored.setSeq(row.seq());
        stored.setId(entry.id());
        stored.setUpdatedAt(entry.updatedAt().atOffset(ZoneOffset.UTC));
        stored.setChangedBy(entry.changedBy());
        stored.setChangedByApiKey(entry.changedByApiKey());
        stored.setAction(entry.action());
        stored.setTableName(entry.table());
        stored.setObjectId(entry.objectId());
        stored.setBeforeValue(entry.before());
        stored.setUpdatedValues(entry.after());
        stored.setVersion((short) row.seal().version());
        stored.setKeyId(row.seal().keyId());
        stored.setMac(row.seal().mac());
        return stored;
    }
}
