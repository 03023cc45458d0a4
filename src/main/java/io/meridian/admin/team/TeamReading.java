package io.meridian.admin.team;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.allowance.Allowances;
import io.meridian.admin.allowance.BudgetView;
import io.meridian.admin.form.Page;
import io.meridian.admin.form.View;
import io.meridian.admin.office.Office;
import io.meridian.admin.people.KeyDealings;
import io.meridian.admin.people.MemberViews;
import io.meridian.admin.people.TeamViews;
import io.meridian.auth.Permit;
import io.meridian.auth.Subject;
import io.meridian.auth.VirtualKey;
import io.meridian.auth.VirtualKeyStore;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.DeletedTeam;
import io.meridian.directory.MemberStore;
import io.meridian.directory.Team;
import io.meridian.directory.TeamListStore;
import io.meridian.directory.TeamMember;
import io.meridian.directory.Visible;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Shows teams one by one, by the page, and as each of their members sees them. Thread-safe. */
final class TeamReading {
    /** So many keys are told of each team in the list that has no pages; {@code /key/list} has all. */
    private static final int KEYS_IN_LIST = 10;

    private final TeamListStore lists;
    private final MemberStore members;
    private final VirtualKeyStore keys;
    private final Allowances allowances;
    private final TeamViews views;
    private final MemberViews memberViews;
    private final KeyDealings keyViews;
    private final Office office;

    TeamReading(Office office, KeyDealings keyViews) {
        this.office = office;
        this.lists = new TeamListStore(office.database());
        this.members = new MemberStore(office.database());
        this.keys = new VirtualKeyStore(office.database());
        this.allowances = new Allowances(office);
        this.views = new TeamViews(office);
        this.memberViews = new MemberViews(office);
        this.keyViews = keyViews;
    }

    /** How a list is sorted. */
    record Sorting(TeamListStore.Order order, boolean descending) {}

    /** Everything of one team; a plain member sees of others' places and keys only that there are such. */
    ObjectNode info(String id, Permit permit, int mostKeys) {
        Team team = lists.find(List.of(id)).stream().findFirst().orElseThrow(() -> TeamDesk.unknown(id));
        permit.require(Subject.of(team), () -> foreign(permit, id));
        boolean plain = !TeamReach.isAbove(permit, team)
                && !permit.caller()
                        .belonging()
                        .memberships()
                        .administeredTeams()
                        .contains(id);
        Optional<String> own = plain ? permit.caller().userId() : Optional.empty();
        ObjectNode answer = JsonText.object().put("team_id", id);
        ObjectNode row = views.one(team);
        row.set(
                "team_member_budget_table",
                BudgetView.of(allowances.find(team.forMembers().budgetId()), office));
        row.putNull("access_group_models");
        row.putNull("access_group_mcp_server_ids");
        row.putNull("access_group_agent_ids");
        answer.set("team_info", row);
        add(answer.putArray("keys"), keyViews.show(keys.newestOfTeams(List.of(id), own, mostKeys)));
        List<TeamMember> places =
                members.ofTeams(List.of(id), TeamViews.MEMBERS_OF_ONE).getOrDefault(id, List.of()).stream()
                        .map(MemberStore.Person::member)
                        .filter(member -> own.isEmpty() || own.get().equals(member.userId()))
                        .toList();
        add(answer.putArray("team_memberships"), memberViews.all(places));
        return answer;
    }

    /** The caller's own place in a team. */
    ObjectNode own(String id, Permit permit) {
        Team team = lists.find(List.of(id)).stream().findFirst().orElseThrow(() -> TeamDesk.unknown(id));
        TeamMember place = permit.caller()
                .belonging()
                .user()
                .flatMap(user -> members.of(user.id()).team(id))
                .orElseThrow(() -> new GatewayException.NotFound("User not found in team. team_id=" + id, "team_id"));
        ObjectNode view = memberViews.all(List.of(place)).getFirst();
        view.put("team_alias", team.alias());
        view.put(
                "user_email",
                permit.caller()
                        .belonging()
                        .user()
                        .map(user -> user.name().email())
                        .orElse(null));
        return view;
    }

    ArrayNode list(TeamListStore.Filter filter, Page page) {
        List<Team> found = lists.page(filter, TeamListStore.Order.TEAM_ALIAS, false, page.offset(), page.size());
        Map<String, List<MemberStore.Person>> people =
                members.ofTeams(found.stream().map(Team::id).toList(), TeamViews.MEMBERS_IN_LISTS);
        List<VirtualKey> newest =
                keys.newestOfTeams(found.stream().map(Team::id).toList(), Optional.empty(), KEYS_IN_LIST);
        Map<String, List<ObjectNode>> keyRows = byTeam(keyViews.show(newest));
        Map<String, List<ObjectNode>> placeRows = byTeam(memberViews.all(people.values().stream()
                .flatMap(List::stream)
                .map(MemberStore.Person::member)
                .toList()));
        ArrayNode answer = JsonText.array();
        for (ObjectNode row : views.list(found)) {
            String id = row.path("team_id").textValue();
            add(row.putArray("team_memberships"), placeRows.getOrDefault(id, List.of()));
            add(row.putArray("keys"), keyRows.getOrDefault(id, List.of()));
            answer.add(row);
        }
        return answer;
    }

    ObjectNode page(TeamListStore.Filter filter, Sorting sorting, Page page) {
        ObjectNode answer = JsonText.object();
        ArrayNode rows = answer.putArray("teams");
        for (ObjectNode row :
                views.list(lists.page(filter, sorting.order(), sorting.descending(), page.offset(), page.size()))) {
            row.putNull("access_group_models");
            row.putNull("access_group_mcp_server_ids");
            row.putNull("access_group_agent_ids");
            rows.add(row);
        }
        return page.addTotals(answer, lists.count(filter));
    }

    /** Those that are gone, as they were. */
    ObjectNode gone(TeamListStore.Filter filter, Sorting sorting, Page page) {
        ObjectNode answer = JsonText.object();
        ArrayNode rows = answer.putArray("teams");
        for (DeletedTeam gone : lists.gone(filter, sorting.order(), sorting.descending(), page.offset(), page.size())) {
            ObjectNode row = (ObjectNode) JsonText.stored(gone.team());
            row.put("id", Long.toString(gone.id()));
            View.put(row, "deleted_at", gone.at());
            row.put("deleted_by", gone.by());
            row.put("deleted_by_api_key", gone.byKey());
            row.put("litellm_changed_by", gone.changedBy());
            rows.add(row);
        }
        return page.addTotals(answer, lists.countGone(filter));
    }

    /** Names of teams, for whoever has to choose one. */
    ArrayNode names(TeamListStore.Filter filter, Page page) {
        ArrayNode answer = JsonText.array();
        lists.page(filter, TeamListStore.Order.TEAM_ALIAS, false, page.offset(), page.size())
                .forEach(team -> answer.addObject().put("team_id", team.id()).put("team_alias", team.alias()));
        return answer;
    }

    /** Those of these teams to which the caller does not belong yet. */
    ArrayNode joinable(List<String> ids, Permit permit) {
        Map<String, TeamMember> joined =
                permit.caller().belonging().memberships().teams();
        ArrayNode answer = JsonText.array();
        views.list(lists.find(ids.stream().filter(id -> !joined.containsKey(id)).toList()))
                .forEach(row -> answer.add(row.without(List.of("metadata", "members_with_roles"))));
        return answer;
    }

    /** What somebody sees who does not see everything. */
    static Optional<Visible> visible(Permit permit) {
        return permit.isUnlimited()
                ? Optional.empty()
                : Optional.of(new Visible(permit.teams(), permit.organizations()));
    }

    private static void add(ArrayNode array, List<ObjectNode> rows) {
        rows.forEach(array::add);
    }

    private static Map<String, List<ObjectNode>> byTeam(List<ObjectNode> rows) {
        return rows.stream()
                .collect(Collectors.groupingBy(row -> row.path("team_id").asText()));
    }

    private static GatewayException foreign(Permit permit, String id) {
        return new GatewayException.Forbidden(
                "auth_error",
                "User=%s, not authorized to access this team=%s"
                        .formatted(permit.caller().userId().orElse(null), id),
                "team_id");
    }
}
