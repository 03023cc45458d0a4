package io.meridian.model;

import static io.meridian.store.jooq.Tables.SETTING;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.JsonText;
import io.meridian.base.Sealer;
import io.meridian.directory.Stamps;
import io.meridian.store.Change;
import io.meridian.store.ChangeLog;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jooq.JSONB;

/**
 * Sections of the configuration as administrators changed them, one row each. What stands under
 * {@code environment_variables} is sealed. Every write is noted in the change log of the same transaction. Thread-safe.
 */
public final class SettingStore {
    public static final String LITELLM = "litellm_settings";
    static final String ENVIRONMENT = "environment_variables";

    private final Database database;
    private final ChangeLog changes;
    private final SealedColumn environment;

    public SettingStore(Database database, Optional<Sealer> sealer) {
        this.database = database;
        this.changes = new ChangeLog(database);
        this.environment = new SealedColumn(SETTING.getName(), sealer);
    }

    /** What is stored of a section; with a fault if it is sealed and cannot be opened. */
    public Values find(String section) {
        return database.query(jooq -> jooq.fetchOptional(SETTING, SETTING.PARAM_NAME.eq(section)))
                .map(row -> opened(section, row.getParamValue()))
                .orElse(Values.NONE);
    }

    /** As {@link #find}, locked until the transaction ends; made empty if it was not there. */
    public Values findForUpdate(Transaction transaction, String section, Stamps stamps) {
        transaction
                .jooq()
                .insertInto(SETTING)
                .set(SETTING.PARAM_NAME, section)
                .set(SETTING.PARAM_VALUE, JSONB.valueOf("{}"))
                .set(SETTING.CREATED_AT, timestamp(stamps))
                .set(SETTING.CREATED_BY, stamps.createdBy())
                .set(SETTING.UPDATED_AT, timestamp(stamps))
                .set(SETTING.UPDATED_BY, stamps.updatedBy())
                .onConflictDoNothing()
                .execute();
        return transaction
                .jooq()
                .selectFrom(SETTING)
                .where(SETTING.PARAM_NAME.eq(section))
                .forUpdate()
                .fetchSingle(row -> opened(section, row.getParamValue()));
    }

    /** Replaces a section that the transaction has locked. */
    public void update(Transaction transaction, String section, ObjectNode value, Stamps stamps) {
        String stored =
                section.equals(ENVIRONMENT) ? environment.seal(section, Values.of(value)) : JsonText.text(value);
        transaction
                .jooq()
                .update(SETTING)
                .set(SETTING.PARAM_VALUE, JSONB.valueOf(stored))
                .set(SETTING.UPDATED_AT, timestamp(stamps))
                .set(SETTING.UPDATED_BY, stamps.updatedBy())
                .where(SETTING.PARAM_NAME.eq(section))
                .execute();
        changes.record(transaction, Change.Kind.SETTING, section);
    }

    private Values opened(String section, JSONB stored) {
        return section.equals(ENVIRONMENT)
                ? environment.open(section, stored.data())
                : Values.of((ObjectNode) JsonText.stored(stored.data()));
    }

    private static OffsetDateTime timestamp(Stamps stamps) {
        return stamps.updatedAt().atOffset(ZoneOffset.UTC);
    }
}
