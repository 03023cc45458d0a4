package io.meridian.admin.user;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.office.Office;
import io.meridian.admin.people.Acting;
import io.meridian.admin.people.AuditNotes;
import io.meridian.admin.people.Enrolment;
import io.meridian.admin.people.Registrar;
import io.meridian.base.GatewayException;
import io.meridian.directory.MemberStore;
import io.meridian.directory.OrganizationMember;
import io.meridian.directory.OrganizationStore;
import io.meridian.directory.Team;
import io.meridian.directory.TeamStore;
import io.meridian.directory.UserStore;
import io.meridian.store.Transaction;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Stores a new user with all that belongs to it, within one transaction. Thread-safe. */
final class Welcome {
    private final Office office;
    private final UserStore users;
    private final TeamStore teams;
    private final OrganizationStore organizations;
    private final MemberStore members;
    private final Registrar registrar;
    private final Enrolment enrolment;
    private final AuditNotes notes;

    Welcome(Office office, Registrar registrar) {
        this.office = office;
        this.users = new UserStore(office.database());
        this.teams = new TeamStore(office.database());
        this.organizations = new OrganizationStore(office.database());
        this.members = new MemberStore(office.database());
        this.registrar = registrar;
        this.enrolment = new Enrolment(office);
        this.notes = new AuditNotes(office);
    }

    /** The user, what it joins and its key, which is shown if there is one. */
    Optional<ObjectNode> store(Transaction transaction, NewUser made, Acting acting) {
        String id = made.user().id();
        List<Team> found = requireTeams(transaction, made.teamIds(), acting);
        registrar.requireFree(transaction, made.user());
        users.create(transaction, made.user());
        notes.user(transaction, acting, null, made.user());
        made.passwordHash().ifPresent(hash -> users.setPassword(transaction, id, hash));
        for (Team team : found) {
            TeamEntry entry = made.entry(team.id());
            enrolment.join(transaction, team, id, entry.admin(), entry.limits(), acting);
        }
        made.organizations().stream().sorted().forEach(name -> joinOrganization(transaction, name, id));
        return made.key().map(key -> key.apply(transaction));
    }

    private List<Team> requireTeams(Transaction transaction, List<String> ids, Acting acting) {
        List<Team> found = teams.findAndKeep(transaction, ids);
        ids.stream()
                .filter(id -> found.stream().noneMatch(team -> team.id().equals(id)))
                .min(Comparator.naturalOrder())
                .ifPresent(id -> {
                    throw new GatewayException.NotFound("Team not found, passed team_id=" + id, "teams");
                });
        for (Team team : found) {
            String organization = team.organizationId();
            if (!acting.permit().isUnlimited()
                    && (organization == null || !acting.permit().organizations().contains(organization))) {
                throw new GatewayException.Forbidden(
                        "auth_error", "You do not administer the organization of team=" + team.id(), "teams");
            }
        }
        return found;
    }

    private void joinOrganization(Transaction transaction, String organization, String user) {
        if (organizations.findAndKeep(transaction, organization).isEmpty()) {
            throw new GatewayException.NotFound(
                    "Organization not found, passed organization_id=" + organization, "organizations");
        }
        Instant now = office.now();
        members.put(
                transaction,
                new OrganizationMember(organization, user, OrganizationMember.Rank.INTERNAL_USER, null, now, now));
    }
}
