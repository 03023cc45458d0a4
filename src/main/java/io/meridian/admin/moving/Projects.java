package io.meridian.admin.moving;

import io.meridian.directory.Project;
import io.meridian.directory.ProjectStore;
import io.meridian.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/** Projects of teams. */
final class Projects implements Goods<Project> {
    private static final String SCOPE = "project";

    private final Surroundings surroundings;
    private final ProjectStore store;

    Projects(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.store = new ProjectStore(surroundings.here());
    }

    @Override
    public Kind kind() {
        return Kind.PROJECT;
    }

    @Override
    public String table() {
        return "LiteLLM_ProjectTable";
    }

    @Override
    public String query() {
        return SourceStore.rowsWithBudget(table(), "t.project_id");
    }

    @Override
    public Project read(Transaction transaction, SourceRow row) throws NotTaken {
        String id = row.id("project_id");
        String team = row.id("team_id");
        if (!surroundings.presence().has(Kind.TEAM, team)) {
            throw new NotTaken("its team is not here");
        }
        return new Project(
                id,
                row.text("project_alias"),
                row.text("description"),
                team,
                row.reference("budget_id", Kind.BUDGET, surroundings.presence()),
                row.texts("models"),
                row.flag("blocked"),
                new Project.Details(
                        row.json("metadata"),
                        row.json("model_rpm_limit"),
                        row.json("model_tpm_limit"),
                        surroundings.objectPermission(row)),
                row.stamps());
    }

    @Override
    public String id(Project project) {
        return project.id();
    }

    @Override
    public Optional<Project> find(Transaction transaction, Project project) {
        return store.findForUpdate(transaction, project.id());
    }

    @Override
    public Instant changedAt(Project here) {
        return here.stamps().updatedAt();
    }

    @Override
    public void create(Transaction transaction, Project project) {
        store.create(transaction, project);
    }

    @Override
    public void update(Transaction transaction, Project project) {
        store.update(transaction, project);
    }

    @Override
    public Optional<Total> total(Project here) {
        return Optional.of(surroundings.total(SCOPE, here.id(), here.budgetId()));
    }
}
