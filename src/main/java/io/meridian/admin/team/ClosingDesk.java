package io.meridian.admin.team;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.office.Office;
import io.meridian.admin.people.Acting;
import io.meridian.admin.people.AuditNotes;
import io.meridian.admin.people.Clearance;
import io.meridian.admin.people.Enrolment;
import io.meridian.admin.people.KeyDealings;
import io.meridian.admin.people.TeamViews;
import io.meridian.auth.KeyHash;
import io.meridian.auth.Subject;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.BudgetStore;
import io.meridian.directory.DeletedTeam;
import io.meridian.directory.MemberStore;
import io.meridian.directory.Team;
import io.meridian.directory.TeamListStore;
import io.meridian.directory.TeamMember;
import io.meridian.directory.TeamStore;
import io.meridian.store.Change;
import io.meridian.store.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Ends teams, with their members' places and their keys; what they were stays in the archive. Thread-safe. */
final class ClosingDesk {
    private final Office office;
    private final TeamStore teams;
    private final TeamListStore lists;
    private final MemberStore members;
    private final BudgetStore budgets;
    private final Enrolment enrolment;
    private final Clearance clearance;
    private final TeamViews views;
    private final AuditNotes notes;

    ClosingDesk(Office office, KeyDealings keys) {
        this.office = office;
        this.teams = new TeamStore(office.database());
        this.lists = new TeamListStore(office.database());
        this.members = new MemberStore(office.database());
        this.budgets = new BudgetStore(office.database());
        this.enrolment = new Enrolment(office);
        this.clearance = new Clearance(office, keys);
        this.views = new TeamViews(office);
        this.notes = new AuditNotes(office);
    }

    /** What this instance has cached of what is gone. */
    private record Gone(List<Team> teams, List<TeamMember> members, List<KeyHash> keys) {}

    /** All of them, or none. */
    List<Team> delete(List<String> ids, Acting acting) {
        // what they have spent is read before anything is locked
        Map<String, ObjectNode> shown = new HashMap<>();
        lists.find(ids).forEach(team -> shown.put(team.id(), views.one(team)));
        Gone gone = office.database().inTransaction(transaction -> {
            List<Team> found = teams.findForUpdate(transaction, ids);
            requireAll(ids, found);
            found.forEach(team -> acting.permit().require(Subject.of(team)));
            Gone all = new Gone(found, new ArrayList<>(), new ArrayList<>());
            for (Team team : found) {
                requireEmpty(transaction, team);
                String view = JsonText.text(
                        shown.getOrDefault(team.id(), JsonText.object().put("team_id", team.id())));
                teams.archive(transaction, team, departure(view, acting));
                close(transaction, team, all, acting);
            }
            return all;
        });
        gone.teams().forEach(team -> office.directory().forget(Change.Kind.TEAM, team.id()));
        gone.members().forEach(member -> office.directory().forget(Change.Kind.MEMBERSHIP, member.userId()));
        clearance.forget(gone.keys());
        return gone.teams();
    }

    private void close(Transaction transaction, Team team, Gone gone, Acting acting) {
        List<TeamMember> places = members.ofTeamForUpdate(transaction, team.id());
        gone.keys().addAll(clearance.ofTeam(transaction, team.id(), acting));
        // one by one, for every user's memberships change
        places.forEach(place -> {
            members.remove(transaction, place.teamId(), place.userId());
            notes.member(transaction, acting, place, null);
        });
        teams.delete(transaction, team.id());
        notes.team(transaction, acting, team, null);
        enrolment.dropBudgets(transaction, places, acting);
        String budget = team.forMembers().budgetId();
        if (budget != null) {
            budgets.dropImplied(transaction, List.of(budget));
        }
        gone.members().addAll(places);
    }

    private DeletedTeam departure(String view, Acting acting) {
        return new DeletedTeam(
                0,
                view,
                office.now(),
                acting.user(),
                acting.caller().account(),
                acting.actor().name());
    }

    private void requireEmpty(Transaction transaction, Team team) {
        List<String> projects = teams.projects(transaction, team.id());
        if (!projects.isEmpty()) {
            throw new GatewayException.BadRequest(
                    "Team %s still has projects: %s. Delete them first.".formatted(team.id(), projects), "team_ids");
        }
    }

    private static void requireAll(List<String> ids, List<Team> found) {
        TreeSet<String> missing = new TreeSet<>(ids);
        found.forEach(team -> missing.remove(team.id()));
        if (!missing.isEmpty()) {
            throw new GatewayException.NotFound("Team not found, passed team_id=" + missing.first(), "team_ids");
        }
    }
}
