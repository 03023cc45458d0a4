package io.meridian.directory;

import static io.meridian.store.Columns.text;
import static io.meridian.store.Columns.texts;
import static io.meridian.store.Columns.timestamp;
import static io.meridian.store.jooq.Tables.ORGANIZATION;

import io.meridian.store.Change;
import io.meridian.store.ChangeLog;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import io.meridian.store.jooq.tables.records.OrganizationRecord;
import java.util.Optional;
import org.jooq.JSONB;

/** Organizations in PostgreSQL. Every write is noted in the change log of the same transaction. Thread-safe. */
public final class OrganizationStore {
    private final Database database;
    private final ChangeLog changes;

    public OrganizationStore(Database database) {
        this.database = database;
        this.changes = new ChangeLog(database);
    }

    public Optional<Organization> find(String id) {
        return database.lookUp(jooq -> jooq.fetchOptional(ORGANIZATION, ORGANIZATION.ORGANIZATION_ID.eq(id)))
                .map(OrganizationStore::toOrganization);
    }

    /** As {@link #find}, locked until the transaction ends. */
    public Optional<Organization> findForUpdate(Transaction transaction, String id) {
        return transaction
                .jooq()
                .selectFrom(ORGANIZATION)
                .where(ORGANIZATION.ORGANIZATION_ID.eq(id))
                .forUpdate()
                .fetchOptional()
                .map(OrganizationStore::toOrganization);
    }

    /** Adds an organization; one whose id is taken is a conflict. */
    public void create(Transaction transaction, Organization organization) {
        OrganizationRecord row = toRow(organization);
        row.attach(transaction.jooq().configuration());
        row.insert();
        changes.record(transaction, Change.Kind.ORGANIZATION, organization.id());
    }

    /** Replaces an organization that the transaction has locked. */
    public void update(Transaction transaction, Organization organization) {
        OrganizationRecord row = toRow(organization);
        row.attach(transaction.jooq().configuration());
        row.update();
        changes.record(transaction, Change.Kind.ORGANIZATION, organization.id());
    }

    /** Deletes an organization with its memberships; one that still has teams is a conflict. */
    public boolean delete(Transaction transaction, String id) {
        int deleted = transaction
                .jooq()
                .deleteFrom(ORGANIZATION)
                .where(ORGANIZATION.ORGANIZATION_ID.eq(id))
                .execute();
        if (deleted > 0) {
            changes.record(transaction, Change.Kind.ORGANIZATION, id);
        }
        return deleted > 0;
    }

    static Organization toOrganization(OrganizationRecord row) {
        return new Organization(
                row.getOrganizationId(),
                row.getOrganizationAlias(),
                row.getBudgetId(),
                texts(row.getModels()),
                row.getMetadata().data(),
                text(row.getObjectPermission()),
                new Stamps(
                        row.getCreatedAt().toInstant(),
                        row.getCreatedBy(),
                        row.getUpdatedAt().toInstant(),
                        row.getUpdatedBy()));
    }

    private static OrganizationRecord toRow(Organization organization) {
        OrganizationRecord row = new OrganizationRecord();
        row.setOrganizationId(organization.id());
        row.setOrganizationAlias(organization.alias());
        row.setBudgetId(organization.budgetId());
        row.setModels(organization.models().toArray(String[]::new));
        row.setMetadata(JSONB.valueOf(organization.metadata()));
        row.setObjectPermission(JSONB.jsonbOrNull(organization.objectPermission()));
        row.setCreatedAt(timestamp(organization.stamps().createdAt()));
        row.setCreatedBy(organization.stamps().createdBy());
        row.setUpdatedAt(timestamp(organization.stamps().updatedAt()));
        row.setUpdatedBy(organization.stamps().updatedBy());
        return row;
    }
}
