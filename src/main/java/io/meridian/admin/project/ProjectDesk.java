package io.meridian.admin.project;

import io.meridian.admin.allowance.Allowances;
import io.meridian.admin.audit.Actor;
import io.meridian.admin.audit.Deed;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.Page;
import io.meridian.admin.form.StoredFields;
import io.meridian.admin.form.Unenforced;
import io.meridian.admin.office.Office;
import io.meridian.auth.Caller;
import io.meridian.auth.Permit;
import io.meridian.auth.Subject;
import io.meridian.base.GatewayException;
import io.meridian.directory.Budget;
import io.meridian.directory.Project;
import io.meridian.directory.ProjectStore;
import io.meridian.directory.Stamps;
import io.meridian.directory.Team;
import io.meridian.directory.TeamStore;
import io.meridian.store.Change;
import io.meridian.store.ConflictException;
import io.meridian.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes, changes and ends projects; the calls of their keys are held against it at once. Thread-safe. */
final class ProjectDesk {
    /** Accepted beside the columns, and kept in the metadata. */
    private static final List<String> IN_METADATA = List.of("tags", "guardrails", "policies");

    private static final String[] UNENFORCED = {
        "model_rpm_limit", "model_tpm_limit", "guardrails", "policies", "object_permission", "model_max_budget"
    };

    private final Office office;
    private final ProjectStore store;
    private final TeamStore teams;
    private final Allowances allowances;

    ProjectDesk(Office office) {
        this.office = office;
        this.store = new ProjectStore(office.database());
        this.teams = new TeamStore(office.database());
        this.allowances = new Allowances(office);
    }

    Project make(Form form, Permit permit, Actor actor) {
        String team = form.requireText("team_id");
        @Nullable String named = form.name("project_id").value();
        String id = named == null ? UUID.randomUUID().toString() : named;
        requireOwnLimits(form, permit);
        Stamps stamps = Stamps.made(office.now(), by(permit.caller()));
        Project blank = new Project(
                id, null, null, team, null, List.of(), false, new Project.Details("{}", "{}", "{}", null), stamps);
        try {
            Project made = office.database().inTransaction(transaction -> {
                requireTeam(transaction, team, permit);
                Optional<Budget> budget = allowances.given(transaction, form, actor);
                Project project = applied(form, blank, team, budget, stamps);
                form.check();
                store.create(transaction, project);
                Deed deed = Deed.created(Deed.Table.PROJECT, id, ProjectView.row(project));
                office.audit().note(transaction, actor, deed);
                return project;
            });
            return written(form, made);
        } catch (ConflictException taken) {
            throw new GatewayException.BadRequest("Project id = %s already exists.".formatted(id), "project_id");
        }
    }

    Project change(Form form, Permit permit, Actor actor) {
        String id = form.requireText("project_id");
        @Nullable String sentTeam = form.text("team_id").value();
        requireOwnLimits(form, permit);
        Project changed = office.database().inTransaction(transaction -> {
            Project old = lock(transaction, id);
            permit.require(ofTeam(old.teamId()));
            String team = sentTeam == null ? old.teamId() : sentTeam;
            if (!team.equals(old.teamId())) {
                requireTeam(transaction, team, permit);
                requireNoKeys(transaction, id, "move to another team");
            }
            Optional<Budget> budget = allowances.changed(transaction, old.budgetId(), form, actor);
            Stamps stamps = old.stamps().changed(office.now(), by(permit.caller()));
            Project project = applied(form, old, team, budget, stamps);
            form.check();
            store.update(transaction, project);
            office.audit()
                    .note(
                            transaction,
                            actor,
                            Deed.updated(Deed.Table.PROJECT, id, ProjectView.row(old), ProjectView.row(project)));
            @Nullable String before = old.budgetId();
            if (before != null && !before.equals(project.budgetId())) {
                allowances.drop(transaction, List.of(before), actor);
            }
            return project;
        });
        return written(form, changed);
    }

    /** All of those named, or none; never one that has keys. */
    List<Project> delete(List<String> ids, Actor actor) {
        List<Project> deleted = office.database().inTransaction(transaction -> {
            List<Project> projects = new ArrayList<>();
            for (String id : new TreeSet<>(ids)) {
                projects.add(lock(transaction, id));
                requireNoKeys(transaction, id, "be deleted");
            }
            for (Project project : projects) {
                store.delete(transaction, project.id());
                Deed deed = Deed.deleted(Deed.Table.PROJECT, project.id(), ProjectView.row(project));
                office.audit().note(transaction, actor, deed);
            }
            allowances.drop(
                    transaction,
                    projects.stream()
                            .map(Project::budgetId)
                            .filter(Objects::nonNull)
                            .collect(Collectors.toSet()),
                    actor);
            return projects;
        });
        deleted.forEach(project -> office.directory().forget(Change.Kind.PROJECT, project.id()));
        return deleted;
    }

    /** Whoever may not see it is not told that it exists. */
    Project require(String id, Permit permit) {
        return store.find(id)
                .filter(project -> permit.covers(ofTeam(project.teamId())))
                .orElseThrow(() -> unknown(id));
    }

    List<Project> list(Page page, Permit permit) {
        return permit.isUnlimited()
                ? store.list(page.offset(), page.size())
                : store.list(permit.teams(), permit.organizations(), page.offset(), page.size());
    }

    private Project written(Form form, Project project) {
        office.directory().forget(Change.Kind.PROJECT, project.id());
        Optional.ofNullable(project.budgetId())
                .ifPresent(budget -> office.directory().forget(Change.Kind.BUDGET, budget));
        Unenforced.warn(form, "Project", project.id(), UNENFORCED);
        return project;
    }

    /** Which named budgets there are is the administrator's affair. */
    private static void requireOwnLimits(Form form, Permit permit) {
        if (form.name("budget_id").value() != null && !permit.isUnlimited()) {
            throw new GatewayException.Forbidden(
                    "auth_error", "Only proxy admins name a budget; say limits of the project's own.", "budget_id");
        }
    }

    private void requireTeam(Transaction transaction, String id, Permit permit) {
        Optional<Team> team = teams.findAndKeep(transaction, id);
        permit.require(team.map(Subject::of).orElseGet(() -> ofTeam(id)));
        if (team.isEmpty()) {
            throw new GatewayException.NotFound("Team not found, passed team_id=" + id, "team_id");
        }
    }

    private void requireNoKeys(Transaction transaction, String id, String deed) {
        if (store.hasKeys(transaction, id)) {
            throw new GatewayException.BadRequest(
                    "Project '%s' cannot %s while it has keys.".formatted(id, deed), "project_id");
        }
    }

    private Project lock(Transaction transaction, String id) {
        return store.findForUpdate(transaction, id).orElseThrow(() -> unknown(id));
    }

    private static Project applied(Form form, Project old, String team, Optional<Budget> budget, Stamps stamps) {
        StoredFields stored = new StoredFields(form);
        return new Project(
                old.id(),
                form.text("project_alias").over(old.alias()),
                form.text("description").over(old.description()),
                team,
                budget.map(Budget::id).orElse(null),
                form.texts("models").over(old.models(), List.of()),
                form.flag("blocked").over(old.blocked(), false),
                new Project.Details(
                        stored.metadata(old.details().metadata(), IN_METADATA),
                        stored.object("model_rpm_limit", old.details().modelRpmLimit()),
                        stored.object("model_tpm_limit", old.details().modelTpmLimit()),
                        stored.any("object_permission", old.details().objectPermission())),
                stamps);
    }

    private static Subject ofTeam(String team) {
        return new Subject(null, null, team, null);
    }

    private static @Nullable String by(Caller caller) {
        return caller.userId().orElse(null);
    }

    private static GatewayException unknown(String id) {
        return new GatewayException.NotFound("Project not found, passed project_id=" + id, "project_id");
    }
}
