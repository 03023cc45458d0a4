package io.meridian.directory;

import static io.meridian.store.Columns.instant;
import static io.meridian.store.Columns.texts;
import static io.meridian.store.Columns.timestamp;
import static io.meridian.store.jooq.Tables.BUDGET;

import io.meridian.store.Change;
import io.meridian.store.ChangeLog;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import io.meridian.store.jooq.tables.records.BudgetRecord;
import java.util.Optional;
import org.jooq.JSONB;

/** Budgets in PostgreSQL. Every write is noted in the change log of the same transaction. Thread-safe. */
public final class BudgetStore {
    private final Database database;
    private final ChangeLog changes;

    public BudgetStore(Database database) {
        this.database = database;
        this.changes = new ChangeLog(database);
    }

    public Optional<Budget> find(String id) {
        return database.lookUp(jooq -> jooq.fetchOptional(BUDGET, BUDGET.BUDGET_ID.eq(id)))
                .map(BudgetStore::toBudget);
    }

    /** As {@link #find}, locked until the transaction ends. */
    public Optional<Budget> findForUpdate(Transaction transaction, String id) {
        return transaction
                .jooq()
                .selectFrom(BUDGET)
                .where(BUDGET.BUDGET_ID.eq(id))
                .forUpdate()
                .fetchOptional()
                .map(BudgetStore::toBudget);
    }

    /** Adds a budget; one whose id is taken is a conflict. */
    public void create(Transaction transaction, Budget budget) {
        BudgetRecord row = toRow(budget);
        row.attach(transaction.jooq().configuration());
        row.insert();
        changes.record(transaction, Change.Kind.BUDGET, budget.id());
    }

    /** Replaces a budget that the transaction has locked. */
    public void update(Transaction transaction, Budget budget) {
        BudgetRecord row = toRow(budget);
        row.attach(transaction.jooq().configuration());
        row.update();
        changes.record(transaction, Change.Kind.BUDGET, budget.id());
    }

    /** Deletes a budget; one that something still refers to is a conflict. */
    public boolean delete(Transaction transaction, String id) {
        int deleted = transaction
                .jooq()
                .deleteFrom(BUDGET)
                .where(BUDGET.BUDGET_ID.eq(id))
                .execute();
        if (deleted > 0) {
            changes.record(transaction, Change.Kind.BUDGET, id);
        }
        return deleted > 0;
    }

    static Budget toBudget(BudgetRecord row) {
        return new Budget(
                row.getBudgetId(),
                new RateCaps(row.getRpmLimit(), row.getTpmLimit(), row.getMaxParallelRequests()),
                new SpendCap(
                        row.getMaxBudget(),
                        row.getSoftBudget(),
                        row.getBudgetDuration(),
                        instant(row.getBudgetStartedAt())),
                row.getModelMaxBudget().data(),
                texts(row.getAllowedModels()),
                new Stamps(
                        row.getCreatedAt().toInstant(),
                        row.getCreatedBy(),
                        row.getUpdatedAt().toInstant(),
                        row.getUpdatedBy()));
    }

    private static BudgetRecord toRow(Budget budget) {
        BudgetRecord row = new BudgetRecord();
        row.setBudgetId(budget.id());
        row.setRpmLimit(budget.rates().rpm());
        row.setTpmLimit(budget.rates().tpm());
        row.setMaxParallelRequests(budget.rates().parallel());
        row.setMaxBudget(budget.spend().max());
        row.setSoftBudget(budget.spend().soft());
        row.setBudgetDuration(budget.spend().duration());
        row.setBudgetStartedAt(timestamp(budget.spend().startedAt()));
        row.setModelMaxBudget(JSONB.valueOf(budget.modelMaxBudget()));
        row.setAllowedModels(budget.allowedModels().toArray(String[]::new));
        row.setCreatedAt(timestamp(budget.stamps().createdAt()));
        row.setCreatedBy(budget.stamps().createdBy());
        row.setUpdatedAt(timestamp(budget.stamps().updatedAt()));
        row.setUpdatedBy(budget.stamps().updatedBy());
        return row;
    }
}
