package io.meridian.model;

import static io.meridian.store.jooq.Tables.CREDENTIAL;
import static io.meridian.store.jooq.Tables.MODEL;
import static io.meridian.store.jooq.Tables.SETTING;

import io.meridian.base.BrokenSealException;
import io.meridian.base.Sealer;
import io.meridian.store.Transaction;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record2;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** Every row that holds sealed values, whatever it is otherwise. Thread-safe. */
final class SealedRowStore {
    private static final List<Column> COLUMNS = List.of(
            new Column(MODEL, MODEL.MODEL_ID, MODEL.LITELLM_PARAMS, DSL.noCondition()),
            new Column(CREDENTIAL, CREDENTIAL.CREDENTIAL_ID, CREDENTIAL.CREDENTIAL_VALUES, DSL.noCondition()),
            new Column(
                    SETTING, SETTING.PARAM_NAME, SETTING.PARAM_VALUE, SETTING.PARAM_NAME.eq(SettingStore.ENVIRONMENT)));

    private final Optional<Sealer> sealer;

    SealedRowStore(Optional<Sealer> sealer) {
        this.sealer = sealer;
    }

    private record Column(Table<?> table, Field<String> id, Field<JSONB> values, Condition condition) {}

    static int tables() {
        return COLUMNS.size();
    }

    /**
     * Seals the next rows of a table under the current key and says how far it came; if {@code dry}, only says it.
     * Rows that are sealed so already stay as they are.
     */
    Resealed reseal(Transaction transaction, Resealed soFar, int limit, boolean dry) {
        Column column = COLUMNS.get(soFar.table());
        List<Record2<String, JSONB>> rows = transaction
                .jooq()
                .select(column.id(), column.values())
                .from(column.table())
                .where(column.condition())
                .and(column.id().gt(soFar.after()))
                .orderBy(column.id())
                .limit(limit)
                .forUpdate()
                .fetch();
        Resealed reached = soFar;
        for (Record2<String, JSONB> row : rows) {
            reached = reached.plus(row.value1(), reseal(transaction, column, row, dry));
        }
        return rows.size() < limit ? reached.nextTable() : reached;
    }

    private Resealed.Outcome reseal(Transaction transaction, Column column, Record2<String, JSONB> row, boolean dry) {
        SealedColumn sealed = new SealedColumn(column.table().getName(), sealer);
        String stored = row.value2().data();
        try {
            String renewed = sealed.reseal(row.value1(), stored);
            if (renewed.equals(stored)) {
                return Resealed.Outcome.CURRENT;
            }
            if (!dry) {
                transaction
                        .jooq()
                        .update(column.table())
                        .set(column.values(), JSONB.valueOf(renewed))
                        .where(column.id().eq(row.value1()))
                        .execute();
            }
            return Resealed.Outcome.RENEWED;
        } catch (BrokenSealException broken) {
            return Resealed.Outcome.UNREADABLE;
        }
    }
}
