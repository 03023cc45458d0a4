package io.meridian.admin.people;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.office.Office;
import io.meridian.base.BudgetPeriod;
import io.meridian.base.Usd;
import io.meridian.directory.MemberStore;
import io.meridian.directory.Team;
import io.meridian.limits.Scope;
import io.meridian.spend.Charge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Shows teams with their members and what they have spent, however many at once. Thread-safe. */
public final class TeamViews {
    /** So many members are told of a team by itself; whoever has more is counted. */
    public static final int MEMBERS_OF_ONE = 10_000;

    /** And so many of each team in a list. */
    public static final int MEMBERS_IN_LISTS = 50;

    /** Where the contract shows the budget of the members, which here is a column. */
    public static final String MEMBER_BUDGET_ID = "team_member_budget_id";

    private final Office office;
    private final MemberStore members;

    public TeamViews(Office office) {
        this.office = office;
        this.members = new MemberStore(office.database());
    }

    public ObjectNode one(Team team) {
        return all(List.of(team), MEMBERS_OF_ONE).getFirst();
    }

    /** Each as it is in a list. */
    public List<ObjectNode> list(List<Team> teams) {
        return all(teams, MEMBERS_IN_LISTS);
    }

    private List<ObjectNode> all(List<Team> teams, int mostMembers) {
        if (teams.isEmpty()) {
            return List.of();
        }
        List<String> ids = teams.stream().map(Team::id).toList();
        Map<String, List<MemberStore.Person>> people = members.ofTeams(ids, mostMembers);
        Map<String, Long> counts = members.counts(ids);
        Map<Charge, Usd> spent =
                office.spending().spent(teams.stream().map(this::charge).toList());
        List<ObjectNode> views = new ArrayList<>();
        for (Team team : teams) {
            ObjectNode view = TeamView.of(
                    team,
                    people.getOrDefault(team.id(), List.of()),
                    spent.getOrDefault(charge(team), Usd.ZERO),
                    period(team));
            view.put("members_count", counts.getOrDefault(team.id(), 0L));
            views.add(view);
        }
        return views;
    }

    private BudgetPeriod period(Team team) {
        return office.period(team.budget(), team.stamps());
    }

    private Charge charge(Team team) {
        return new Charge(Scope.TEAM.wireName(), team.id(), period(team).start());
    }
}
