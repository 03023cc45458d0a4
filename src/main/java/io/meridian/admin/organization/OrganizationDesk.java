package io.meridian.admin.organization;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.allowance.Allowances;
import io.meridian.admin.audit.Actor;
import io.meridian.admin.audit.Deed;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.StoredFields;
import io.meridian.admin.office.Office;
import io.meridian.auth.Departure;
import io.meridian.auth.KeyHash;
import io.meridian.auth.Permit;
import io.meridian.auth.Subject;
import io.meridian.auth.VirtualKey;
import io.meridian.auth.VirtualKeyStore;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.Budget;
import io.meridian.directory.MemberStore;
import io.meridian.directory.Organization;
import io.meridian.directory.OrganizationStore;
import io.meridian.directory.ProjectStore;
import io.meridian.directory.RosterStore;
import io.meridian.directory.Stamps;
import io.meridian.directory.Team;
import io.meridian.directory.TeamStore;
import io.meridian.limits.Scope;
import io.meridian.store.Change;
import io.meridian.store.ConflictException;
import io.meridian.store.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes, changes and ends organizations; what belongs to one ends with it. Thread-safe. */
final class OrganizationDesk {
    /** Accepted beside the columns, and kept in the metadata. */
    private static final List<String> IN_METADATA = List.of("model_rpm_limit", "model_tpm_limit");

    private final Office office;
    private final OrganizationStore store;
    private final RosterStore roster;
    private final Allowances allowances;

    OrganizationDesk(Office office) {
        this.office = office;
        this.store = new OrganizationStore(office.database());
        this.roster = new RosterStore(office.database());
        this.allowances = new Allowances(office);
    }

    Organization make(Form form, Actor actor) {
        String alias = form.require("organization_alias", form.name("organization_alias"));
        @Nullable String named = form.name("organization_id").value();
        String id = named == null ? UUID.randomUUID().toString() : named;
        Stamps stamps = Stamps.made(office.now(), actor.caller().userId().orElse(null));
        Organization blank = new Organization(id, alias, "", List.of(), "{}", null, stamps);
        try {
            return office.database().inTransaction(transaction -> {
                Budget budget = allowances.required(transaction, form, actor);
                Organization made = applied(form, blank, budget, stamps);
                form.check();
                store.create(transaction, made);
                Deed deed = Deed.created(Deed.Table.ORGANIZATION, id, OrganizationView.row(made));
                office.audit().note(transaction, actor, deed);
                return made;
            });
        } catch (ConflictException taken) {
            throw new GatewayException.BadRequest(
                    "Organization with id '%s' already exists.".formatted(id), "organization_id");
        } finally {
            office.directory().forget(Change.Kind.ORGANIZATION, id);
        }
    }

    Organization change(Form form, Actor actor) {
        String id = form.requireText("organization_id");
        Organization changed = office.database().inTransaction(transaction -> {
            Organization old = store.findForUpdate(transaction, id).orElseThrow(() -> unknown(id));
            Budget budget = allowances
                    .changed(transaction, old.budgetId(), form, actor)
                    .orElseGet(() -> allowances.required(transaction, Form.of(new byte[0]), actor));
            Organization after = applied(
                    form,
                    old,
                    budget,
                    old.stamps().changed(office.now(), actor.caller().userId().orElse(null)));
            form.check();
            store.update(transaction, after);
            office.audit()
                    .note(
                            transaction,
                            actor,
                            Deed.updated(
                                    Deed.Table.ORGANIZATION,
                                    id,
                                    OrganizationView.row(old),
                                    OrganizationView.row(after)));
            if (!budget.id().equals(old.budgetId())) {
                allowances.drop(transaction, List.of(old.budgetId()), actor);
            }
            return after;
        });
        office.directory().forget(Change.Kind.ORGANIZATION, id);
        office.directory().forget(Change.Kind.BUDGET, changed.budgetId());
        return changed;
    }

    /** All of those named, or none: with their teams and projects, memberships and keys. */
    List<Organization> delete(List<String> ids, Actor actor) {
        List<Change> gone = new ArrayList<>();
        List<Organization> deleted = office.database().inTransaction(transaction -> {
            List<Organization> organizations = new ArrayList<>();
            for (String id : new TreeSet<>(ids)) {
                organizations.add(store.findForUpdate(transaction, id).orElseThrow(() -> unknown(id)));
            }
            organizations.forEach(organization -> gone.addAll(delete(transaction, organization, actor)));
            return organizations;
        });
        gone.forEach(this::forget);
        return deleted;
    }

    Optional<Organization> find(String id) {
        return store.find(id);
    }

    Organization require(String id, Permit permit) {
        // whoever may see no other is not told which others there are
        permit.require(Subject.ofOrganization(id), OrganizationDesk::foreign);
        return store.find(id).orElseThrow(() -> unknown(id));
    }

    List<Organization> list(RosterStore.Filter filter, long offset, int most) {
        return roster.organizations(filter, offset, most);
    }

    /** The organization and its teams are locked first, so that nothing is added to them meanwhile. */
    private List<Change> delete(Transaction transaction, Organization organization, Actor actor) {
        VirtualKeyStore keys = new VirtualKeyStore(office.database());
        TeamStore teams = new TeamStore(office.database());
        ProjectStore projects = new ProjectStore(office.database());
        List<String> ofTeams = roster.lockTeams(transaction, organization.id()).stream()
                .map(Team::id)
                .toList();
        Collection<String> users = roster.users(transaction, organization.id(), ofTeams);
        Collection<String> budgets = roster.budgets(transaction, organization.id(), ofTeams);
        List<Change> gone = new ArrayList<>();
        for (String key : roster.lockKeys(transaction, organization.id(), ofTeams)) {
            KeyHash hash = new KeyHash(key);
            keys.findForUpdate(transaction, hash)
                    .ifPresent(found -> keys.delete(transaction, hash, departure(found, actor)));
            gone.add(new Change(0, Change.Kind.KEY, key));
        }
        for (String project : roster.projects(transaction, ofTeams)) {
            projects.delete(transaction, project);
            gone.add(new Change(0, Change.Kind.PROJECT, project));
        }
        for (String team : ofTeams) {
            teams.delete(transaction, team);
            gone.add(new Change(0, Change.Kind.TEAM, team));
        }
        store.delete(transaction, organization.id());
        gone.add(new Change(0, Change.Kind.ORGANIZATION, organization.id()));
        allowances.drop(transaction, budgets, actor);
        new MemberStore(office.database()).changed(transaction, users);
        users.forEach(user -> gone.add(new Change(0, Change.Kind.MEMBERSHIP, user)));
        gone.forEach(change ->
                deed(change, organization).ifPresent(deed -> office.audit().note(transaction, actor, deed)));
        return gone;
    }

    private Departure departure(VirtualKey key, Actor actor) {
        Instant start = office.period(key.budget(), key.stamps()).start();
        return new Departure(
                office.now(),
                actor.caller().userId().orElse(null),
                actor.caller().account(),
                actor.name(),
                office.spending().spent(Scope.API_KEY, key.account(), start));
    }

    /** What went with an organization is told by the names by which its own rows were known before. */
    private static Optional<Deed> deed(Change change, Organization organization) {
        ObjectNode before = JsonText.object().put("organization_id", organization.id());
        return switch (change.kind()) {
            case KEY -> Optional.of(Deed.deleted(Deed.Table.KEY, change.id(), before.put("token", change.id())));
            case PROJECT ->
                Optional.of(Deed.deleted(Deed.Table.PROJECT, change.id(), before.put("project_id", change.id())));
            case TEAM -> Optional.of(Deed.deleted(Deed.Table.TEAM, change.id(), before.put("team_id", change.id())));
            case ORGANIZATION ->
                Optional.of(
                        Deed.deleted(Deed.Table.ORGANIZATION, organization.id(), OrganizationView.row(organization)));
            case MEMBERSHIP ->
                Optional.of(Deed.updated(
                        Deed.Table.ORGANIZATION_MEMBER,
                        change.id(),
                        before.put("user_id", change.id()),
                        JsonText.object()));
            default -> Optional.empty();
        };
    }

    private void forget(Change change) {
        if (change.kind() == Change.Kind.KEY) {
            office.keys().forget(new KeyHash(change.id()));
        } else {
            office.directory().forget(change.kind(), change.id());
        }
    }

    private static Organization applied(Form form, Organization old, Budget budget, Stamps stamps) {
        StoredFields stored = new StoredFields(form);
        @Nullable String alias = form.name("organization_alias").value();
        return new Organization(
                old.id(),
                alias == null ? old.alias() : alias,
                budget.id(),
                form.texts("models").over(old.models(), List.of()),
                stored.metadata(old.metadata(), IN_METADATA),
                stored.any("object_permission", old.objectPermission()),
                stamps);
    }

    private static GatewayException foreign() {
        return new GatewayException.Forbidden(
                "auth_error", "You do not have access to this organization", "organization_id");
    }

    static GatewayException unknown(String id) {
        return new GatewayException.NotFound("Organization not found, passed organization_id=" + id, "organization_id");
    }
}
