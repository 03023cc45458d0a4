package io.meridian.directory;

import static io.meridian.store.Columns.text;
import static io.meridian.store.Columns.texts;
import static io.meridian.store.Columns.timestamp;
import static io.meridian.store.jooq.Tables.CUSTOMER;

import io.meridian.store.Change;
import io.meridian.store.ChangeLog;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import io.meridian.store.jooq.tables.records.CustomerRecord;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.JSONB;
import org.jooq.impl.DSL;

/** Customers in PostgreSQL. Every write is noted in the change log of the same transaction. Thread-safe. */
public final class CustomerStore {
    /** Written as the index says it, which is so small that asking costs nothing. */
    private static final Condition RESTRAINED = DSL.condition("(blocked or budget_id is not null or models <> '{}')");

    private final Database database;
    private final ChangeLog changes;

    public CustomerStore(Database database) {
        this.database = database;
        this.changes = new ChangeLog(database);
    }

    public Optional<Customer> find(String id) {
        return database.lookUp(jooq -> jooq.fetchOptional(CUSTOMER, CUSTOMER.USER_ID.eq(id)))
                .map(CustomerStore::toCustomer);
    }

    /** Whether there is any customer whose calls have to be held against something. */
    boolean anyIsRestrained() {
        return database.lookUp(jooq -> jooq.fetchExists(CUSTOMER, RESTRAINED));
    }

    /** As {@link #find}, locked until the transaction ends. */
    public Optional<Customer> findForUpdate(Transaction transaction, String id) {
        return transaction
                .jooq()
                .selectFrom(CUSTOMER)
                .where(CUSTOMER.USER_ID.eq(id))
                .forUpdate()
                .fetchOptional()
                .map(CustomerStore::toCustomer);
    }

    /** Oldest first. */
    public List<Customer> list(long offset, int most) {
        return database.query(jooq -> jooq.selectFrom(CUSTOMER)
                .orderBy(CUSTOMER.CREATED_AT, CUSTOMER.USER_ID)
                .limit(most)
                .offset(offset)
                .fetch(CustomerStore::toCustomer));
    }

    /** Adds a customer; one whose id is taken is a conflict. */
    public void create(Transaction transaction, Customer customer) {
        CustomerRecord row = toRow(customer);
        row.attach(transaction.jooq().configuration());
        row.insert();
        changes.record(transaction, Change.Kind.CUSTOMER, customer.id());
    }

    /** Makes sure that there is a customer, which the transaction can then lock; false if there was one. */
    public boolean createIfUnknown(Transaction transaction, Customer customer) {
        int made = transaction
                .jooq()
                .insertInto(CUSTOMER)
                .set(toRow(customer))
                .onDuplicateKeyIgnore()
                .execute();
        if (made > 0) {
            changes.record(transaction, Change.Kind.CUSTOMER, customer.id());
        }
        return made > 0;
    }

    /** Replaces a customer that the transaction has locked. */
    public void update(Transaction transaction, Customer customer) {
        CustomerRecord row = toRow(customer);
        row.attach(transaction.jooq().configuration());
        row.update();
        changes.record(transaction, Change.Kind.CUSTOMER, customer.id());
    }

    public void delete(Transaction transaction, String id) {
        transaction.jooq().deleteFrom(CUSTOMER).where(CUSTOMER.USER_ID.eq(id)).execute();
        changes.record(transaction, Change.Kind.CUSTOMER, id);
    }

    static Customer toCustomer(CustomerRecord row) {
        return new Customer(
                row.getUserId(),
                row.getAlias(),
                row.getBudgetId(),
                row.getBlocked(),
                new Customer.Preferences(texts(row.getModels()), row.getAllowedModelRegion(), row.getDefaultModel()),
                text(row.getObjectPermission()),
                new Stamps(
                        row.getCreatedAt().toInstant(),
                        row.getCreatedBy(),
                        row.getUpdatedAt().toInstant(),
                        row.getUpdatedBy()));
    }

    private static CustomerRecord toRow(Customer customer) {
        CustomerRecord row = new CustomerRecord();
        row.setUserId(customer.id());
        row.setAlias(customer.alias());
        row.setBudgetId(customer.budgetId());
        row.setBlocked(customer.blocked());
        row.setModels(customer.preferences().models().toArray(String[]::new));
        row.setAllowedModelRegion(customer.preferences().region());
        row.setDefaultModel(customer.preferences().defaultModel());
        row.setObjectPermission(JSONB.jsonbOrNull(customer.objectPermission()));
        row.setCreatedAt(timestamp(customer.stamps().createdAt()));
        row.setCreatedBy(customer.stamps().createdBy());
        row.setUpdatedAt(timestamp(customer.stamps().updatedAt()));
        row.setUpdatedBy(customer.stamps().updatedBy());
        return row;
    }
}
