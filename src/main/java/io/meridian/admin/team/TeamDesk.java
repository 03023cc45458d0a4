package io.meridian.admin.team;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.admin.people.Enrolment;
import io.meridian.admin.people.Registrar;
import io.meridian.auth.Caller;
import io.meridian.auth.Permit;
import io.meridian.auth.Subject;
import io.meridian.base.BudgetPeriod;
import io.meridian.base.GatewayException;
import io.meridian.directory.OrganizationStore;
import io.meridian.directory.RateCaps;
import io.meridian.directory.SpendCap;
import io.meridian.directory.Stamps;
import io.meridian.directory.Team;
import io.meridian.directory.TeamStore;
import io.meridian.limits.Scope;
import io.meridian.store.Change;
import io.meridian.store.ConflictException;
import io.meridian.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes, changes and ends teams; every change is seen by this instance at once. Thread-safe. */
final class TeamDesk {
    private final Office office;
    private final TeamStore teams;
    private final OrganizationStore organizations;
    private final Registrar registrar;
    private final Enrolment enrolment;

    TeamDesk(Office office, Registrar registrar) {
        this.office = office;
        this.teams = new TeamStore(office.database());
        this.organizations = new OrganizationStore(office.database());
        this.registrar = registrar;
        this.enrolment = new Enrolment(office);
    }

    ObjectNode make(Form form, Permit permit) {
        String sent = form.name("team_id").value();
        String id = sent == null ? UUID.randomUUID().toString() : sent;
        @Nullable String by = permit.caller().userId().orElse(null);
        Team team = new TeamFields(form, office.now()).over(blank(id, by), Stamps.made(office.now(), by));
        List<Entry> entries = Entry.all(form);
        form.check();
        permit.require(Subject.of(team));
        try {
            office.database().transact(transaction -> {
                requireFree(transaction, team);
                requireOrganization(transaction, team);
                teams.create(transaction, team);
                addFirst(transaction, team, entries, permit.caller());
            });
        } catch (ConflictException race) {
            throw new GatewayException.BadRequest(taken(id), "team_id");
        }
        office.directory().forget(Change.Kind.TEAM, id);
        return view(team);
    }

    ObjectNode view(Team team) {
        BudgetPeriod period = office.period(team.budget(), team.stamps());
        return TeamView.of(team, List.of(), office.spending().spent(Scope.TEAM, team.id(), period.start()), period);
    }

    /** One who is to join. */
    record Entry(Registrar.Named named, boolean admin) {
        static List<Entry> all(Form form) {
            List<Entry> entries = new ArrayList<>();
            Optional.ofNullable(form.forms("members_with_roles").value())
                    .ifPresent(sent -> sent.forEach(member -> entries.add(of(member))));
            Optional.ofNullable(form.texts("admins").value())
                    .ifPresent(ids -> ids.forEach(id -> entries.add(new Entry(new Registrar.Named(id, null), true))));
            Optional.ofNullable(form.texts("members").value())
                    .ifPresent(ids -> ids.forEach(id -> entries.add(new Entry(new Registrar.Named(id, null), false))));
            return entries;
        }

        static Entry of(Form member) {
            String role = member.text("role").value();
            if (role == null || !(role.equals("admin") || role.equals("user"))) {
                member.problem("role", "enum", "Input should be 'admin' or 'user'");
            }
            return new Entry(Registrar.Named.of(member), "admin".equals(role));
        }
    }

    private void addFirst(Transaction transaction, Team team, List<Entry> entries, Caller maker) {
        @Nullable String by = maker.userId().orElse(null);
        for (Entry entry : entries) {
            String user = registrar.findOrMake(transaction, entry.named(), by).id();
            enrolment.join(transaction, team, user, entry.admin(), Enrolment.Allowance.NOTHING, by);
        }
    }

    private void requireFree(Transaction transaction, Team team) {
        if (teams.findAndKeep(transaction, team.id()).isPresent()) {
            throw new GatewayException.BadRequest(taken(team.id()), "team_id");
        }
    }

    private void requireOrganization(Transaction transaction, Team team) {
        @Nullable String organization = team.organizationId();
        if (organization != null
                && organizations.findAndKeep(transaction, organization).isEmpty()) {
            throw new GatewayException.BadRequest(
                    "Organization not found, passed organization_id=" + organization, "organization_id");
        }
    }

    private static String taken(String id) {
        return "Team id = %s already exists. Please use a different team id.".formatted(id);
    }

    private Team blank(String id, @Nullable String by) {
        return new Team(
                id,
                null,
                null,
                new Team.Access(List.of(), Map.of(), false),
                RateCaps.NONE,
                SpendCap.NONE,
                Team.ForMembers.NOTHING,
                new Team.Details("{}", "{}", null, null, null, List.of(), List.of()),
                Stamps.made(office.now(), by));
    }
}
