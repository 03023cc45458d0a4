package io.meridian.admin.audit;

import static io.meridian.store.jooq.Tables.AUDIT_LOG;

import io.meridian.store.Database;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.TableField;
import org.jooq.impl.DSL;

/** Finds rows of the audit log for those who read it. Thread-safe. */
final class AuditListStore {
    /** As in the indexes. */
    private static final int BEGINNING = 200;

    private final Database database;

    AuditListStore(Database database) {
        this.database = database;
    }

    /** One page of rows, and how many there are on all. */
    record Found(List<AuditRow> rows, int total) {}

    Found find(AuditQuery query) {
        Condition wanted = condition(query);
        return database.query(jooq -> new Found(
                jooq.selectFrom(AUDIT_LOG)
                        .where(wanted)
                        .orderBy(order(query))
                        .limit(query.page().size())
                        .offset(query.page().offset())
                        .fetch(AuditStore::toRow),
                jooq.fetchCount(AUDIT_LOG, wanted)));
    }

    Optional<AuditRow> find(UUID id) {
        return database.query(jooq -> jooq.fetchOptional(AUDIT_LOG, AUDIT_LOG.ID.eq(id)))
                .map(AuditStore::toRow);
    }

    private static Condition condition(AuditQuery query) {
        Condition wanted = DSL.noCondition();
        for (Map.Entry<String, String> equal : query.equal().entrySet()) {
            wanted = wanted.and(equals(text(equal.getKey()), equal.getValue()));
        }
        return wanted.and(query.from()
                        .map(AuditListStore::timestamp)
                        .map(AUDIT_LOG.UPDATED_AT::ge)
                        .orElse(DSL.noCondition()))
                .and(query.before()
                        .map(AuditListStore::timestamp)
                        .map(AUDIT_LOG.UPDATED_AT::lt)
                        .orElse(DSL.noCondition()));
    }

    private static Condition equals(Field<String> column, String value) {
        boolean whole = column.equals(AUDIT_LOG.ACTION) || column.equals(AUDIT_LOG.TABLE_NAME);
        return whole
                ? column.eq(value)
                : DSL.left(column, BEGINNING)
                        .eq(DSL.left(DSL.val(value), BEGINNING))
                        .and(column.eq(value));
    }

    private static TableField<?, String> text(String name) {
        return switch (name) {
            case "changed_by" -> AUDIT_LOG.CHANGED_BY;
            case "changed_by_api_key" -> AUDIT_LOG.CHANGED_BY_API_KEY;
            case "action" -> AUDIT_LOG.ACTION;
            case "table_name" -> AUDIT_LOG.TABLE_NAME;
            case "object_id" -> AUDIT_LOG.OBJECT_ID;
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** The numbers are in the order of time, and make every other order whole. */
    private static List<OrderField<?>> order(AuditQuery query) {
        Field<?> first = switch (query.sortBy()) {
            case "updated_at" -> AUDIT_LOG.SEQ;
            case "id" -> AUDIT_LOG.ID;
            default -> text(query.sortBy());
        };
        return query.descending()
                ? List.of(first.desc(), AUDIT_LOG.SEQ.desc())
                : List.of(first.asc(), AUDIT_LOG.SEQ.asc());
    }

    private static OffsetDateTime timestamp(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }
}
