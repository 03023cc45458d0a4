package io.meridian.directory;

import static io.meridian.store.Columns.text;
import static io.meridian.store.Columns.texts;
import static io.meridian.store.Columns.timestamp;
import static io.meridian.store.jooq.Tables.PROJECT;
import static io.meridian.store.jooq.Tables.TEAM;
import static io.meridian.store.jooq.Tables.VIRTUAL_KEY;

import io.meridian.store.Change;
import io.meridian.store.ChangeLog;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import io.meridian.store.jooq.tables.records.ProjectRecord;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.JSONB;
import org.jooq.impl.DSL;

/** Projects in PostgreSQL. Every write is noted in the change log of the same transaction. Thread-safe. */
public final class ProjectStore {
    private final Database database;
    private final ChangeLog changes;

    public ProjectStore(Database database) {
        this.database = database;
        this.changes = new ChangeLog(database);
    }

    public Optional<Project> find(String id) {
        return database.lookUp(jooq -> jooq.fetchOptional(PROJECT, PROJECT.PROJECT_ID.eq(id)))
                .map(ProjectStore::toProject);
    }

    /** As {@link #find}, locked until the transaction ends. */
    public Optional<Project> findForUpdate(Transaction transaction, String id) {
        return transaction
                .jooq()
                .selectFrom(PROJECT)
                .where(PROJECT.PROJECT_ID.eq(id))
                .forUpdate()
                .fetchOptional()
                .map(ProjectStore::toProject);
    }

    /** As {@link #find}; until the transaction ends nobody deletes the project, so that keys can be made for it. */
    public Optional<Project> findAndKeep(Transaction transaction, String id) {
        return transaction
                .jooq()
                .selectFrom(PROJECT)
                .where(PROJECT.PROJECT_ID.eq(id))
                .forKeyShare()
                .fetchOptional()
                .map(ProjectStore::toProject);
    }

    /** All of them, in the order of their ids. */
    public List<Project> list(long offset, int most) {
        return list(DSL.noCondition(), offset, most);
    }

    /** Those of these teams and of teams of these organizations. */
    public List<Project> list(Collection<String> teams, Collection<String> organizations, long offset, int most) {
        return list(
                PROJECT.TEAM_ID
                        .in(teams)
                        .or(PROJECT.TEAM_ID.in(
                                DSL.select(TEAM.TEAM_ID).from(TEAM).where(TEAM.ORGANIZATION_ID.in(organizations)))),
                offset,
                most);
    }

    private List<Project> list(Condition condition, long offset, int most) {
        return database.query(jooq -> jooq.selectFrom(PROJECT)
                .where(condition)
                .orderBy(PROJECT.PROJECT_ID)
                .limit(most)
                .offset(offset)
                .fetch(ProjectStore::toProject));
    }

    public boolean hasKeys(Transaction transaction, String id) {
        return transaction.jooq().fetchExists(VIRTUAL_KEY, VIRTUAL_KEY.PROJECT_ID.eq(id));
    }

    /** Adds a project; one whose id is taken is a conflict. */
    public void create(Transaction transaction, Project project) {
        ProjectRecord row = toRow(project);
        row.attach(transaction.jooq().configuration());
        row.insert();
        changes.record(transaction, Change.Kind.PROJECT, project.id());
    }

    /** Replaces a project that the transaction has locked. */
    public void update(Transaction transaction, Project project) {
        ProjectRecord row = toRow(project);
        row.attach(transaction.jooq().configuration());
        row.update();
        changes.record(transaction, Change.Kind.PROJECT, project.id());
    }

    public void delete(Transaction transaction, String id) {
        transaction.jooq().deleteFrom(PROJECT).where(PROJECT.PROJECT_ID.eq(id)).execute();
        changes.record(transaction, Change.Kind.PROJECT, id);
    }

    static Project toProject(ProjectRecord row) {
        return new Project(
                row.getProjectId(),
                row.getProjectAlias(),
                row.getDescription(),
                row.getTeamId(),
                row.getBudgetId(),
                texts(row.getModels()),
                row.getBlocked(),
                new Project.Details(
                        row.getMetadata().data(),
                        row.getModelRpmLimit().data(),
                        row.getModelTpmLimit().data(),
                        text(row.getObjectPermission())),
                new Stamps(
                        row.getCreatedAt().toInstant(),
                        row.getCreatedBy(),
                        row.getUpdatedAt().toInstant(),
                        row.getUpdatedBy()));
    }

    private static ProjectRecord toRow(Project project) {
        ProjectRecord row = new ProjectRecord();
        row.setProjectId(project.id());
        row.setProjectAlias(project.alias());
        row.setDescription(project.description());
        row.setTeamId(project.teamId());
        row.setBudgetId(project.budgetId());
        row.setModels(project.models().toArray(String[]::new));
        row.setBlocked(project.blocked());
        row.setMetadata(JSONB.valueOf(project.details().metadata()));
        row.setModelRpmLimit(JSONB.valueOf(project.details().modelRpmLimit()));
        row.setModelTpmLimit(JSONB.valueOf(project.details().modelTpmLimit()));
        row.setObjectPermission(JSONB.jsonbOrNull(project.details().objectPermission()));
        row.setCreatedAt(timestamp(project.stamps().createdAt()));
        row.setCreatedBy(project.stamps().createdBy());
        row.setUpdatedAt(timestamp(project.stamps().updatedAt()));
        row.setUpdatedBy(project.stamps().updatedBy());
        return row;
    }
}
