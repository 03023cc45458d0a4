package io.meridian.admin.people;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.office.Office;
import io.meridian.base.BudgetPeriod;
import io.meridian.base.Usd;
import io.meridian.directory.MemberStore;
import io.meridian.directory.User;
import io.meridian.limits.Scope;
import io.meridian.spend.Charge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Shows users with their teams and what they have spent, however many at once. Thread-safe. */
public final class UserViews {
    /** So many teams are told of a user by itself. */
    public static final int TEAMS_OF_ONE = 1_000;

    /** And so many of each user in a list. */
    public static final int TEAMS_IN_LISTS = 50;

    private final Office office;
    private final MemberStore members;

    public UserViews(Office office) {
        this.office = office;
        this.members = new MemberStore(office.database());
    }

    public ObjectNode one(User user) {
        return all(List.of(user), TEAMS_OF_ONE).getFirst();
    }

    /** Each as it is in a list. */
    public List<ObjectNode> list(List<User> users) {
        return all(users, TEAMS_IN_LISTS);
    }

    private List<ObjectNode> all(List<User> users, int mostTeams) {
        if (users.isEmpty()) {
            return List.of();
        }
        Map<String, List<String>> teams =
                members.teamsOf(users.stream().map(User::id).toList(), mostTeams);
        Map<Charge, Usd> spent =
                office.spending().spent(users.stream().map(this::charge).toList());
        List<ObjectNode> views = new ArrayList<>();
        for (User user : users) {
            views.add(UserView.of(
                    user,
                    teams.getOrDefault(user.id(), List.of()),
                    spent.getOrDefault(charge(user), Usd.ZERO),
                    period(user)));
        }
        return views;
    }

    private BudgetPeriod period(User user) {
        return office.period(user.budget(), user.stamps());
    }

    private Charge charge(User user) {
        return new Charge(Scope.USER.wireName(), user.id(), period(user).start());
    }
}
