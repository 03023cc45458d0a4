package io.meridian.admin.audit;

import static io.meridian.store.jooq.Tables.AUDIT_CHECKPOINT;
import static io.meridian.store.jooq.Tables.AUDIT_LOG;

import io.meridian.base.GatewayException;
import io.meridian.store.ChangeLog;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import io.meridian.store.jooq.tables.records.AuditLogRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** The rows of the audit log in PostgreSQL, whose clock is theirs. Thread-safe. */
final class AuditStore {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Database database;

    AuditStore(Database database) {
        this.database = database;
    }

    /**
     * Adds the row that is made of the end of the trail and the time. If that fails nothing was added, and the
     * transaction can go on unless it is told to be broken with it.
     */
    void append(Transaction transaction, BiFunction<Link, Instant, AuditRow> row, boolean breaking) {
        ChangeLog.lock(transaction);
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

    /** To the millisecond, as the wire has it. */
    private static Instant now(DSLContext jooq) {
        return jooq.select(DSL.field("date_trunc('milliseconds', clock_timestamp())", OffsetDateTime.class))
                .fetchSingle()
                .value1()
                .toInstant();
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
