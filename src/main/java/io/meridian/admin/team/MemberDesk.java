package io.meridian.admin.team;

import io.meridian.admin.allowance.BudgetFields;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.Sent;
import io.meridian.admin.office.Office;
import io.meridian.admin.people.Acting;
import io.meridian.admin.people.Clearance;
import io.meridian.admin.people.Enrolment;
import io.meridian.admin.people.KeyDealings;
import io.meridian.admin.people.MemberLimits;
import io.meridian.admin.people.Registrar;
import io.meridian.admin.people.UserDefaults;
import io.meridian.auth.KeyHash;
import io.meridian.auth.Subject;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.MemberStore;
import io.meridian.directory.Team;
import io.meridian.directory.TeamMember;
import io.meridian.directory.TeamStore;
import io.meridian.directory.User;
import io.meridian.store.Change;
import io.meridian.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Takes users into teams, changes what they are there, and takes them out again. Thread-safe. */
final class MemberDesk {
    private final Office office;
    private final TeamStore teams;
    private final MemberStore members;
    private final Registrar registrar;
    private final Enrolment enrolment;
    private final Clearance clearance;
    private final Set<String> available;

    MemberDesk(Office office, UserDefaults newUsers, KeyDealings keys) {
        this.office = office;
        this.teams = new TeamStore(office.database());
        this.members = new MemberStore(office.database());
        this.registrar = new Registrar(office, newUsers);
        this.enrolment = new Enrolment(office);
        this.clearance = new Clearance(office, keys);
        this.available = newUsers.availableTeams();
    }

    /** A team and whom a request made members of it. */
    record Joined(Team team, List<User> users, List<TeamMember> members) {}

    /** A member as it is now. */
    record Changed(User user, TeamMember member) {}

    Joined add(Form form, Acting acting) {
        String teamId = form.requireText("team_id");
        List<Entry> entries = form.require("member", form.forms("member")).stream()
                .map(Entry::of)
                .toList();
        Form limits = MemberLimits.ofNewcomer(form);
        form.check();
        return add(teamId, entries, limits, acting);
    }

    /** All of them, or none. */
    Joined add(String teamId, List<Entry> entries, Form limits, Acting acting) {
        Joined joined = office.database().inTransaction(transaction -> {
            Team team = teams.findForUpdate(transaction, teamId).orElseThrow(() -> TeamDesk.unknown(teamId));
            requireMay(acting, team, entries, limits);
            return join(transaction, team, entries, limits, acting);
        });
        joined.users().forEach(user -> seen(user.id()));
        return joined;
    }

    /** The first members of a team that is being made; its maker, if a person, administers it. */
    void addFirst(Transaction transaction, Team team, List<Entry> entries, Acting maker) {
        List<Entry> all = new ArrayList<>(entries);
        maker.caller()
                .belonging()
                .user()
                .map(User::id)
                .ifPresent(id -> all.add(new Entry(new Registrar.Named(id, null), true)));
        TreeMap<String, Boolean> ranks = new TreeMap<>();
        for (Entry entry : all) {
            ranks.merge(
                    registrar.findOrMake(transaction, entry.named(), maker).id(), entry.admin(), Boolean::logicalOr);
        }
        ranks.forEach(
                (user, admin) -> enrolment.join(transaction, team, user, admin, Form.of(JsonText.object()), maker));
    }

    Changed change(Form form, Acting acting) {
        String teamId = form.requireText("team_id");
        Registrar.Named named = Registrar.Named.of(form);
        Sent<String> role = form.text("role");
        if (role.value() != null
                && !role.value().equals("admin")
                && !role.value().equals("user")) {
            form.problem("role", "enum", "Input should be 'admin' or 'user'");
        }
        Form limits = MemberLimits.ofOne(form);
        form.check();
        Changed changed = office.database().inTransaction(transaction -> {
            Team team = teams.findForUpdate(transaction, teamId).orElseThrow(() -> TeamDesk.unknown(teamId));
            acting.permit().require(Subject.of(team), () -> notAllowed(team));
            Changed before = require(transaction, team, named);
            TeamMember limited = enrolment.limit(transaction, before.member(), limits, acting);
            boolean touched = !limited.equals(before.member()) || new BudgetFields(limits, office.now()).areSent();
            if (touched && isOneself(acting, before.user().id()) && !TeamReach.isAbove(acting.permit(), team)) {
                throw TeamReach.refusal("limits for themselves");
            }
            TeamMember ranked = role.value() == null
                    ? limited
                    : enrolment.rank(transaction, limited, role.value().equals("admin"), acting);
            return new Changed(before.user(), ranked);
        });
        seen(changed.user().id());
        forgetBudget(changed.member());
        return changed;
    }

    /** Takes somebody out, with the keys they have in the team. */
    Team remove(Form form, Acting acting) {
        String teamId = form.requireText("team_id");
        Registrar.Named named = Registrar.Named.of(form);
        form.check();
        record Gone(Team team, String user, List<KeyHash> keys) {}
        Gone gone = office.database().inTransaction(transaction -> {
            Team team = teams.findForUpdate(transaction, teamId).orElseThrow(() -> TeamDesk.unknown(teamId));
            acting.permit().require(Subject.of(team), () -> notAllowed(team));
            Changed member = require(transaction, team, named);
            String user = member.user().id();
            enrolment.leave(transaction, member.member(), acting);
            return new Gone(team, user, clearance.ofMember(transaction, teamId, user, acting));
        });
        seen(gone.user());
        clearance.forget(gone.keys());
        return gone.team();
    }

    private Joined join(Transaction transaction, Team team, List<Entry> entries, Form limits, Acting by) {
        TreeMap<String, Entry> byUser = new TreeMap<>();
        TreeMap<String, User> users = new TreeMap<>();
        for (Entry entry : entries) {
            User user = registrar.findOrMake(transaction, entry.named(), by);
            boolean twice = byUser.put(user.id(), entry) != null;
            if (twice || members.find(transaction, team.id(), user.id()).isPresent()) {
                throw new GatewayException.BadRequest(
                        "team_member_already_in_team",
                        "User=%s is already a member of team=%s".formatted(user.id(), team.id()),
                        "user_id");
            }
            users.put(user.id(), user);
        }
        List<TeamMember> joined = new ArrayList<>();
        byUser.forEach((user, entry) -> joined.add(enrolment.join(transaction, team, user, entry.admin(), limits, by)));
        return new Joined(team, List.copyOf(users.values()), joined);
    }

    private Changed require(Transaction transaction, Team team, Registrar.Named named) {
        return registrar
                .find(transaction, named)
                .flatMap(user ->
                        members.find(transaction, team.id(), user.id()).map(member -> new Changed(user, member)))
                .orElseThrow(() -> new GatewayException.BadRequest(
                        "User not found in team. %s, team_id=%s".formatted(named, team.id()), "user_id"));
    }

    /** Those who administer the team; and everybody for themselves, where the team is open to all. */
    private void requireMay(Acting acting, Team team, List<Entry> entries, Form limits) {
        boolean joinsAlone = available.contains(team.id())
                && entries.size() == 1
                && !entries.getFirst().admin()
                && entries.getFirst().named().id() != null
                && !new BudgetFields(limits, office.now()).areSent();
        if (joinsAlone
                && acting.permit()
                        .covers(Subject.ofUser(Objects.requireNonNull(
                                entries.getFirst().named().id())))) {
            return;
        }
        acting.permit().require(Subject.of(team), () -> notAllowed(team));
    }

    private static boolean isOneself(Acting acting, String userId) {
        return acting.caller().userId().filter(userId::equals).isPresent();
    }

    private void seen(String userId) {
        office.directory().forget(Change.Kind.USER, userId);
        office.directory().forget(Change.Kind.MEMBERSHIP, userId);
    }

    private void forgetBudget(TeamMember member) {
        String budget = member.budgetId();
        if (budget != null) {
            office.directory().forget(Change.Kind.BUDGET, budget);
        }
    }

    private static GatewayException notAllowed(Team team) {
        return new GatewayException.Forbidden(
                "auth_error", "Call not allowed. User not proxy admin OR team admin. team_id=" + team.id(), "team_id");
    }
}
