package io.meridian.directory;

import static io.meridian.store.Columns.instant;
import static io.meridian.store.Columns.json;
import static io.meridian.store.Columns.names;
import static io.meridian.store.Columns.text;
import static io.meridian.store.Columns.texts;
import static io.meridian.store.Columns.timestamp;
import static io.meridian.store.jooq.Tables.DELETED_TEAM;
import static io.meridian.store.jooq.Tables.PROJECT;
import static io.meridian.store.jooq.Tables.TEAM;

import io.meridian.base.BudgetPeriod;
import io.meridian.store.Change;
import io.meridian.store.ChangeLog;
import io.meridian.store.Columns;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import io.meridian.store.jooq.tables.records.TeamRecord;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Teams in PostgreSQL. Every write is noted in the change log of the same transaction. Thread-safe. */
public final class TeamStore {
    /** The team of the keys that the user interface makes for itself; it has no row and is in no list. */
    public static final String USER_INTERFACE = "litellm-dashboard";

    private static final int FIRST_FEW = 5;

    private final Database database;
    private final ChangeLog changes;

    public TeamStore(Database database) {
        this.database = database;
        this.changes = new ChangeLog(database);
    }

    public Optional<Team> find(String id) {
        return database.lookUp(jooq -> jooq.fetchOptional(TEAM, TEAM.TEAM_ID.eq(id)))
                .map(TeamStore::toTeam);
    }

    /** As {@link #find}, locked until the transaction ends. */
    public Optional<Team> findForUpdate(Transaction transaction, String id) {
        return transaction
                .jooq()
                .selectFrom(TEAM)
                .where(TEAM.TEAM_ID.eq(id))
                .forUpdate()
                .fetchOptional()
                .map(TeamStore::toTeam);
    }

    /** As {@link #find}; until the transaction ends nobody deletes the team, so that keys can be made for it. */
    public Optional<Team> findAndKeep(Transaction transaction, String id) {
        return transaction
                .jooq()
                .selectFrom(TEAM)
                .where(TEAM.TEAM_ID.eq(id))
                .forKeyShare()
                .fetchOptional()
                .map(TeamStore::toTeam);
    }

    /** As {@link #findAndKeep(Transaction, String)}, of several, in the order of their ids. */
    public List<Team> findAndKeep(Transaction transaction, Collection<String> ids) {
        return transaction
                .jooq()
                .selectFrom(TEAM)
                .where(TEAM.TEAM_ID.in(ids))
                .orderBy(TEAM.TEAM_ID)
                .forKeyShare()
                .fetch(TeamStore::toTeam);
    }

    /** Adds a team; one whose id is taken is a conflict. */
    public void create(Transaction transaction, Team team) {
        TeamRecord row = toRow(team);
        row.attach(transaction.jooq().configuration());
        row.insert();
        changes.record(transaction, Change.Kind.TEAM, team.id());
    }

    /** Replaces a team that the transaction has locked. */
    public void update(Transaction transaction, Team team) {
        TeamRecord row = toRow(team);
        row.attach(transaction.jooq().configuration());
        row.update();
        changes.record(transaction, Change.Kind.TEAM, team.id());
    }

    /** Several teams, locked until the transaction ends, in the order of their ids. */
    public List<Team> findForUpdate(Transaction transaction, Collection<String> ids) {
        return transaction
                .jooq()
                .selectFrom(TEAM)
                .where(TEAM.TEAM_ID.in(ids))
                .orderBy(TEAM.TEAM_ID)
                .forUpdate()
                .fetch(TeamStore::toTeam);
    }

    /** The projects of a team; the first few. */
    public List<String> projects(Transaction transaction, String teamId) {
        return transaction
                .jooq()
                .select(PROJECT.PROJECT_ID)
                .from(PROJECT)
                .where(PROJECT.TEAM_ID.eq(teamId))
                .orderBy(PROJECT.PROJECT_ID)
                .limit(FIRST_FEW)
                .fetch(PROJECT.PROJECT_ID);
    }

    /** Notes a team as it was when it went; the id of the note is nobody's to choose. */
    public void archive(Transaction transaction, Team team, DeletedTeam gone) {
        transaction
                .jooq()
                .insertInto(DELETED_TEAM)
                .set(DELETED_TEAM.TEAM_ID, team.id())
                .set(DELETED_TEAM.TEAM_ALIAS, team.alias())
                .set(DELETED_TEAM.ORGANIZATION_ID, team.organizationId())
                .set(DELETED_TEAM.TEAM, JSONB.valueOf(gone.team()))
                .set(DELETED_TEAM.CREATED_AT, timestamp(team.stamps().createdAt()))
                .set(DELETED_TEAM.DELETED_AT, timestamp(gone.at()))
                .set(DELETED_TEAM.DELETED_BY, gone.by())
                .set(DELETED_TEAM.DELETED_BY_API_KEY, gone.byKey())
                .set(DELETED_TEAM.LITELLM_CHANGED_BY, gone.changedBy())
                .execute();
    }

    /** Resets what every team has spent, as that of keys is. */
    public void resetAllSpend(Transaction transaction, Instant now) {
        DSLContext jooq = transaction.jooq();
        jooq.execute("lock table {0} in share row exclusive mode", TEAM);
        jooq.execute(
                "update {0} set {1} = greatest({2}, {1} + interval '1 second')",
                TEAM, TEAM.SPEND_RESET_AT.getUnqualifiedName(), DSL.val(timestamp(BudgetPeriod.nextReset(now, null))));
        changes.record(transaction, Change.Kind.EVERYTHING, "");
    }

    /** What teams are called that still exist. */
    public Map<String, String> aliases(Collection<String> ids) {
        return ids.isEmpty()
                ? Map.of()
                : database.report(jooq -> jooq.select(TEAM.TEAM_ID, TEAM.TEAM_ALIAS)
                        .from(TEAM)
                        .where(TEAM.TEAM_ID.in(ids).and(TEAM.TEAM_ALIAS.isNotNull()))
                        .fetchMap(TEAM.TEAM_ID, TEAM.TEAM_ALIAS));
    }

    /** Deletes a team with its memberships; false if there is none. Its keys are the caller's to delete. */
    public boolean delete(Transaction transaction, String id) {
        int deleted =
                transaction.jooq().deleteFrom(TEAM).where(TEAM.TEAM_ID.eq(id)).execute();
        if (deleted > 0) {
            changes.record(transaction, Change.Kind.TEAM, id);
        }
        return deleted > 0;
    }

    static Team toTeam(TeamRecord row) {
        @Nullable String @Nullable [] permissions = row.getTeamMemberPermissions();
        return new Team(
                row.getTeamId(),
                row.getTeamAlias(),
                row.getOrganizationId(),
                new Team.Access(texts(row.getModels()), names(row.getModelAliases()), row.getBlocked()),
                new RateCaps(row.getRpmLimit(), row.getTpmLimit(), row.getMaxParallelRequests()),
                new SpendCap(
                        row.getMaxBudget(),
                        row.getSoftBudget(),
                        row.getBudgetDuration(),
                        instant(row.getBudgetStartedAt()),
                        instant(row.getSpendResetAt())),
                new Team.ForMembers(
                        Optional.ofNullable(permissions).map(Columns::texts),
                        texts(row.getDefaultTeamMemberModels()),
                        row.getTeamMemberBudgetId()),
                new Team.Details(
                        row.getMetadata().data(),
                        row.getModelMaxBudget().data(),
                        text(row.getBudgetLimits()),
                        text(row.getRouterSettings()),
                        text(row.getObjectPermission()),
                        texts(row.getAccessGroupIds()),
                        texts(row.getPolicies())),
                new Stamps(
                        row.getCreatedAt().toInstant(),
                        row.getCreatedBy(),
                        row.getUpdatedAt().toInstant(),
                        row.getUpdatedBy()));
    }

    private static TeamRecord toRow(Team team) {
        TeamRecord row = new TeamRecord();
        row.setTeamId(team.id());
        row.setTeamAlias(team.alias());
        row.setOrganizationId(team.organizationId());
        row.setModels(team.access().models().toArray(String[]::new));
        row.setModelAliases(json(team.access().aliases()));
        row.setBlocked(team.access().blocked());
        row.setRpmLimit(team.rates().rpm());
        row.setTpmLimit(team.rates().tpm());
        row.setMaxParallelRequests(team.rates().parallel());
        row.setMaxBudget(team.budget().max());
        row.setSoftBudget(team.budget().soft());
        row.setBudgetDuration(team.budget().duration());
        row.setSpendResetAt(timestamp(team.budget().resetAt()));
        row.setBudgetStartedAt(timestamp(team.budget().startedAt()));
        addDetails(row, team.details());
        row.setTeamMemberPermissions(team.forMembers()
                .permissions()
                .map(permissions -> permissions.toArray(String[]::new))
                .orElse(null));
        row.setDefaultTeamMemberModels(team.forMembers().models().toArray(String[]::new));
        row.setTeamMemberBudgetId(team.forMembers().budgetId());
        row.setCreatedAt(timestamp(team.stamps().createdAt()));
        row.setCreatedBy(team.stamps().createdBy());
        row.setUpdatedAt(timestamp(team.stamps().updatedAt()));
        row.setUpdatedBy(team.stamps().updatedBy());
        return row;
    }

    private static void addDetails(TeamRecord row, Team.Details details) {
        row.setMetadata(JSONB.valueOf(details.metadata()));
        row.setModelMaxBudget(JSONB.valueOf(details.modelMaxBudget()));
        row.setBudgetLimits(JSONB.jsonbOrNull(details.budgetLimits()));
        row.setRouterSettings(JSONB.jsonbOrNull(details.routerSettings()));
        row.setObjectPermission(JSONB.jsonbOrNull(details.objectPermission()));
        row.setAccessGroupIds(details.accessGroupIds().toArray(String[]::new));
        row.setPolicies(details.policies().toArray(String[]::new));
    }
}
