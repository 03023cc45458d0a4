package io.meridian.admin.team;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.allowance.Allowances;
import io.meridian.admin.form.View;
import io.meridian.admin.office.Office;
import io.meridian.admin.people.MemberViews;
import io.meridian.admin.people.TeamViews;
import io.meridian.admin.people.UserViews;
import io.meridian.base.JsonText;
import io.meridian.directory.Budget;
import io.meridian.directory.Team;
import io.meridian.directory.TeamListStore;
import io.meridian.directory.UserStore;
import java.util.List;
import java.util.Optional;

/** What is answered to a change of members. Thread-safe. */
final class MemberAnswers {
    private final UserViews users;
    private final MemberViews places;
    private final TeamViews teams;
    private final Allowances allowances;
    private final TeamListStore lists;
    private final UserStore people;

    MemberAnswers(Office office) {
        this.users = new UserViews(office);
        this.places = new MemberViews(office);
        this.teams = new TeamViews(office);
        this.allowances = new Allowances(office);
        this.lists = new TeamListStore(office.database());
        this.people = new UserStore(office.database());
    }

    /** The ids of all users, as far as there are no more than so many. */
    List<String> everybody(int most) {
        return people.ids(most);
    }

    ObjectNode team(Team team) {
        return teams.one(team);
    }

    ObjectNode team(String id) {
        return lists.find(List.of(id)).stream().findFirst().map(teams::one).orElseThrow(() -> TeamDesk.unknown(id));
    }

    ObjectNode joined(MemberDesk.Joined joined) {
        ObjectNode view = team(joined.team());
        ArrayNode updated = view.putArray("updated_users");
        users.list(joined.users()).forEach(updated::add);
        ArrayNode memberships = view.putArray("updated_team_memberships");
        places.all(joined.members()).forEach(memberships::add);
        return view;
    }

    ObjectNode changed(MemberDesk.Changed changed) {
        Optional<Budget> budget = allowances.find(changed.member().budgetId());
        ObjectNode view = JsonText.object();
        view.put("team_id", changed.member().teamId());
        view.put("user_id", changed.user().id());
        view.put("user_email", changed.user().name().email());
        view.put("role", changed.member().roleName());
        view.set(
                "max_budget_in_team",
                JsonText.number(budget.map(found -> found.spend().max()).orElse(null)));
        view.put("tpm_limit", budget.map(found -> found.rates().tpm()).orElse(null));
        view.put("rpm_limit", budget.map(found -> found.rates().rpm()).orElse(null));
        view.put(
                "budget_duration", budget.map(found -> found.spend().duration()).orElse(null));
        View.put(view, "allowed_models", budget.map(Budget::allowedModels).orElse(List.of()));
        return view;
    }
}
