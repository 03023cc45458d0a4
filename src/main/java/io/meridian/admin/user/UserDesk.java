package io.meridian.admin.user;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.admin.people.Enrolment;
import io.meridian.admin.people.Registrar;
import io.meridian.admin.people.UserDefaults;
import io.meridian.auth.KeyHash;
import io.meridian.auth.Permit;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.base.Usd;
import io.meridian.directory.MemberStore;
import io.meridian.directory.OrganizationMember;
import io.meridian.directory.OrganizationStore;
import io.meridian.directory.Team;
import io.meridian.directory.TeamStore;
import io.meridian.directory.User;
import io.meridian.directory.UserStore;
import io.meridian.store.Change;
import io.meridian.store.ConflictException;
import io.meridian.store.Transaction;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes, changes and ends users; every change is seen by this instance at once. Thread-safe. */
final class UserDesk {
    private final Office office;
    private final UserStore users;
    private final TeamStore teams;
    private final OrganizationStore organizations;
    private final MemberStore members;
    private final Registrar registrar;
    private final Enrolment enrolment;
    private final UserDefaults defaults;
    private final FirstKeys keys;

    UserDesk(Office office, UserDefaults defaults, FirstKeys keys) {
        this.office = office;
        this.users = new UserStore(office.database());
        this.teams = new TeamStore(office.database());
        this.organizations = new OrganizationStore(office.database());
        this.members = new MemberStore(office.database());
        this.registrar = new Registrar(office, defaults);
        this.enrolment = new Enrolment(office);
        this.defaults = defaults;
        this.keys = keys;
    }

    ObjectNode make(Form form, Permit permit) {
        defaults.complete(form);
        String sent = form.name("user_id").value();
        String id = sent == null ? UUID.randomUUID().toString() : sent;
        @Nullable String by = permit.caller().userId().orElse(null);
        NewUser made = NewUser.read(form, registrar.blank(id, by), defaults.role(), keys, permit.caller());
        permit.requireUnlimited();
        Optional<ObjectNode> key;
        try {
            key = office.database().inTransaction(transaction -> store(transaction, made, by));
        } catch (ConflictException race) {
            throw new GatewayException.Conflict(
                    "User with id %s, its email or its key's name already exists".formatted(id), "user_id");
        }
        office.directory().forget(Change.Kind.USER, id);
        office.directory().forget(Change.Kind.MEMBERSHIP, id);
        ObjectNode view = JsonText.object().put("key", "");
        key.ifPresent(shown -> {
            office.keys().forget(new KeyHash(shown.path("token").textValue()));
            view.setAll(shown);
        });
        User user = made.user();
        view.setAll(UserView.of(user, made.teamIds(), Usd.ZERO, office.period(user.budget(), user.stamps())));
        return view;
    }

    /** The user, what it joins and its key, or nothing of these. */
    private Optional<ObjectNode> store(Transaction transaction, NewUser made, @Nullable String by) {
        String id = made.user().id();
        List<Team> found = requireTeams(transaction, made.teamIds());
        registrar.requireFree(transaction, made.user());
        users.create(transaction, made.user());
        made.passwordHash().ifPresent(hash -> users.setPassword(transaction, id, hash));
        for (Team team : found) {
            made.teams().stream()
                    .filter(entry -> entry.team().equals(team.id()))
                    .forEach(entry -> enrolment.join(transaction, team, id, entry.admin(), entry.allowance(), by));
        }
        made.organizations().stream().sorted().forEach(name -> joinOrganization(transaction, name, id));
        return made.key().map(key -> key.apply(transaction));
    }

    private List<Team> requireTeams(Transaction transaction, List<String> ids) {
        List<Team> found = teams.findAndKeep(transaction, ids);
        ids.stream()
                .filter(id -> found.stream().noneMatch(team -> team.id().equals(id)))
                .min(Comparator.naturalOrder())
                .ifPresent(id -> {
                    throw new GatewayException.NotFound("Team not found, passed team_id=" + id, "teams");
                });
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
