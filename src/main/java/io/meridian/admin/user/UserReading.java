package io.meridian.admin.user;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Page;
import io.meridian.admin.office.Office;
import io.meridian.admin.people.KeyDealings;
import io.meridian.admin.people.TeamViews;
import io.meridian.admin.people.UserViews;
import io.meridian.auth.VirtualKey;
import io.meridian.auth.VirtualKeyStore;
import io.meridian.base.JsonText;
import io.meridian.directory.MemberStore;
import io.meridian.directory.Team;
import io.meridian.directory.TeamListStore;
import io.meridian.directory.User;
import io.meridian.directory.UserListStore;
import io.meridian.directory.UserStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Shows users one by one and by the page. Thread-safe. */
final class UserReading {
    /** So many keys and teams are told of one user, and so many of all to whoever names none; lists have the rest. */
    private static final int MOST_OF_ONE = 1_000;

    private static final int MOST_OF_ALL = 100;

    private final UserStore users;
    private final UserListStore lists;
    private final TeamListStore teams;
    private final MemberStore members;
    private final VirtualKeyStore keys;
    private final UserViews views;
    private final TeamViews teamViews;
    private final KeyDealings keyViews;

    UserReading(Office office, KeyDealings keyViews) {
        this.users = new UserStore(office.database());
        this.lists = new UserListStore(office.database());
        this.teams = new TeamListStore(office.database());
        this.members = new MemberStore(office.database());
        this.keys = new VirtualKeyStore(office.database());
        this.views = new UserViews(office);
        this.teamViews = new TeamViews(office);
        this.keyViews = keyViews;
    }

    Optional<User> find(String id) {
        return users.find(id);
    }

    /** The id meant by one in a query, where many a client writes a plus as it is and a blank arrives. */
    String meant(String id) {
        String withPlus = id.replace(' ', '+');
        return withPlus.equals(id) || find(id).isPresent() || find(withPlus).isEmpty() ? id : withPlus;
    }

    /** The teams of a user; which of them somebody else administers is for that one to compare. */
    List<String> teamsOf(String userId) {
        return members.of(userId).teams().keySet().stream().sorted().toList();
    }

    /** One user with its keys and teams. */
    ObjectNode info(User user) {
        ObjectNode answer = JsonText.object().put("user_id", user.id());
        answer.set("user_info", views.one(user));
        return add(
                answer,
                keys.newest(Optional.of(user.id()), MOST_OF_ONE),
                teams.page(
                        TeamListStore.Filter.ALL.of(user.id()), TeamListStore.Order.TEAM_ALIAS, false, 0, MOST_OF_ONE));
    }

    /** What an administrator sees who names no user: the newest keys and teams of all. */
    ObjectNode everything(Optional<String> userId) {
        ObjectNode answer = JsonText.object().put("user_id", userId.orElse(null));
        answer.set("user_info", userId.flatMap(users::find).map(views::one).orElseGet(JsonText::object));
        return add(
                answer,
                keys.newest(Optional.empty(), MOST_OF_ALL),
                teams.page(TeamListStore.Filter.ALL, TeamListStore.Order.CREATED_AT, true, 0, MOST_OF_ALL));
    }

    /** A user alone. */
    ObjectNode light(User user) {
        ObjectNode row = views.one(user);
        row.remove(List.of("team_id", "organization_id", "model_spend", "allowed_cache_controls", "policies"));
        row.remove(List.of("object_permission_id", "max_parallel_requests", "soft_budget"));
        return row;
    }

    ObjectNode page(UserListStore.Filter filter, UserListStore.Order order, boolean descending, Page page) {
        List<User> found = lists.page(filter, order, descending, page.offset(), page.size());
        Map<String, Long> counts = lists.keyCounts(found.stream().map(User::id).toList());
        ObjectNode answer = JsonText.object();
        ArrayNode rows = answer.putArray("users");
        views.list(found)
                .forEach(row -> rows.add(row.put(
                        "key_count", counts.getOrDefault(row.path("user_id").textValue(), 0L))));
        return page.addTotals(answer, lists.count(filter));
    }

    /** How users are called, for whoever has to choose one. */
    ArrayNode names(UserListStore.Filter filter, Page page) {
        ArrayNode answer = JsonText.array();
        lists.page(filter, UserListStore.Order.USER_ID, false, page.offset(), page.size())
                .forEach(user -> answer.addObject()
                        .put("user_id", user.id())
                        .put("user_email", user.name().email())
                        .put("user_alias", user.name().alias()));
        return answer;
    }

    long count() {
        return lists.count(UserListStore.Filter.ALL);
    }

    private ObjectNode add(ObjectNode answer, List<VirtualKey> newest, List<Team> own) {
        Map<String, String> aliases = new HashMap<>();
        List<String> named = newest.stream()
                .map(key -> key.owner().teamId())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        teams.find(named).forEach(team -> aliases.put(team.id(), team.alias()));
        ArrayNode keyRows = answer.putArray("keys");
        keyViews.show(newest)
                .forEach(row -> keyRows.add(
                        row.put("team_alias", aliases.get(row.path("team_id").asText()))));
        ArrayNode teamRows = answer.putArray("teams");
        teamViews.list(own).forEach(teamRows::add);
        return answer;
    }
}
