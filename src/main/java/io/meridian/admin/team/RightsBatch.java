package io.meridian.admin.team;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.View;
import io.meridian.admin.office.Office;
import io.meridian.admin.people.Acting;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.Team;
import io.meridian.directory.TeamListStore;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Permits something to the members of many teams at once. Thread-safe. */
final class RightsBatch {
    private static final int MOST = 500;

    private final TeamListStore lists;
    private final TeamDesk desk;

    RightsBatch(Office office, TeamDesk desk) {
        this.lists = new TeamListStore(office.database());
        this.desk = desk;
    }

    /** Adds to what their members may do already, team by team. */
    ObjectNode append(Form form, Acting acting) {
        List<String> permissions = form.require("permissions", form.texts("permissions"));
        MemberRights.require(permissions);
        List<String> ids = ids(form);
        for (String id : ids) {
            desk.change(id, acting, team -> appended(team, permissions).with(desk.changedNow(team, acting.caller())));
        }
        ObjectNode answer = JsonText.object()
                .put("message", "Permissions of %d teams updated.".formatted(ids.size()))
                .put("teams_updated", ids.size());
        View.put(answer, "permissions_appended", permissions);
        return answer;
    }

    private List<String> ids(Form form) {
        List<String> named = form.texts("team_ids").over(List.of(), List.of());
        boolean all = form.flag("apply_to_all_teams").over(false, false);
        form.check();
        if (all == !named.isEmpty()) {
            throw new GatewayException.BadRequest("Either team_ids or apply_to_all_teams is required.", "team_ids");
        }
        List<String> ids = all
                ? lists.page(TeamListStore.Filter.ALL, TeamListStore.Order.TEAM_ID, false, 0, MOST + 1).stream()
                        .map(Team::id)
                        .toList()
                : named.stream().distinct().sorted().toList();
        if (ids.size() > MOST) {
            throw new GatewayException.BadRequest("At most %d teams at once.".formatted(MOST), "team_ids");
        }
        if (lists.find(ids).size() < ids.size()) {
            throw new GatewayException.NotFound("Team not found among team_ids", "team_ids");
        }
        return ids;
    }

    private static Team appended(Team team, List<String> permissions) {
        Set<String> all = new LinkedHashSet<>(team.memberPermissions());
        all.addAll(permissions);
        return team.with(new Team.ForMembers(
                Optional.of(new ArrayList<>(all)),
                team.forMembers().models(),
                team.forMembers().budgetId()));
    }
}
