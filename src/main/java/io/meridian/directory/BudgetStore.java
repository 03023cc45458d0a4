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
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jooq.JSONB;
import org.jooq.impl.DSL;

/** Budgets in PostgreSQL. Every write is noted in the change log of the same transaction. Thread-safe. */
public final class BudgetStore {
    private static final String USERS = "(select 'organization', organization_id from organization where budget_id ="
        + " {0} limit 2) union all (select 'organization member', user_id from organization_member where budget_id ="
        + " {0} limit 2) union all (select 'team', team_id from team where team_member_budget_id = {0} limit 2) union"
        + " all (select 'team member', user_id from team_member where budget_id = {0} limit 2) union all (select"
        + " 'project', project_id from project where budget_id = {0} limit 2) union all (select 'customer', user_id"
        + " from customer where budget_id = {0} limit 2) union all (select 'tag', tag_name from tag where budget_id ="
        + " {0} limit 2) union all (select 'key', coalesce(key_alias, key_name, 'without a name') from virtual_key"
        + " where budget_id = {0} limit 2)";

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

    /** As {@link #find}; until the transaction ends nobody deletes the budget, so that something can refer to it. */
    public Optional<Budget> findAndKeep(Transaction transaction, String id) {
        return transaction
                .jooq()
                .selectFrom(BUDGET)
                .where(BUDGET.BUDGET_ID.eq(id))
                .forKeyShare()
                .fetchOptional()
                .map(BudgetStore::toBudget);
    }

    /** Those of these ids that exist. */
    public List<Budget> find(Collection<String> ids) {
        return database.query(
                jooq -> jooq.selectFrom(BUDGET).where(BUDGET.BUDGET_ID.in(ids)).fetch(BudgetStore::toBudget));
    }

    /** Oldest first. */
    public List<Budget> list(long offset, int most) {
        return database.query(jooq -> jooq.selectFrom(BUDGET)
                .orderBy(BUDGET.CREATED_AT, BUDGET.BUDGET_ID)
                .limit(most)
                .offset(offset)
                .fetch(BudgetStore::toBudget));
    }

    /** Something that refers to a budget. */
    public record User(String kind, String id) {}

    /** Who refers to a budget that the transaction has locked; the first few. */
    public List<User> users(Transaction transaction, String id) {
        return transaction
                .jooq()
                .resultQuery(USERS, DSL.val(id))
                .fetch(row -> new User(row.get(0, String.class), row.get(1, String.class)));
    }

    /** As {@link #create}, for one object alone, with which {@link #dropImplied} deletes it. */
    public void createImplied(Transaction transaction, Budget budget) {
        BudgetRecord row = toRow(budget);
        row.setImplied(true);
        row.attach(transaction.jooq().configuration());
        row.insert();
        changes.record(transaction, Change.Kind.BUDGET, budget.id());
    }

    /** Deletes these budgets as far as they were made for one object alone and nothing refers to them any more. */
    public void dropImplied(Transaction transaction, Collection<String> ids) {
        for (String id : new TreeSet<>(ids)) {
            boolean implied = transaction
                    .jooq()
                    .select(BUDGET.IMPLIED)
                    .from(BUDGET)
                    .where(BUDGET.BUDGET_ID.eq(id))
                    .forUpdate()
                    .fetchOptional(BUDGET.IMPLIED)
                    .orElse(false);
            if (implied && users(transaction, id).isEmpty()) {
                delete(transaction, id);
            }
        }
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
